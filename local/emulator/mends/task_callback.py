"""AWS fails a `waitForTaskToken` task whose Lambda fails; ministack waits on. AWS knows which machine a token is of."""

import contextvars
from typing import Any

from emulator.patching import wrap
from emulator.request import json_object
from emulator.task import current_task

PATCHES = (
    "ministack.services.stepfunctions:_invoke_with_callback",
    "ministack.services.stepfunctions:_call_lambda",
    "ministack.core.iam_actions:extract_resource_arn",
    "ministack.services.stepfunctions:_task_tokens",
    "ministack.services.stepfunctions:_ExecutionError",
)

_STATE_MACHINE = "stateMachineArn"

# The token of the task whose Lambda is being called.
_delivering: contextvars.ContextVar[str | None] = contextvars.ContextVar("delivering", default=None)


def apply() -> None:
    wrap(PATCHES[0], _noting_token)
    wrap(PATCHES[1], _failing_its_task)
    wrap(PATCHES[2], _naming_the_machine)


def _noting_token(original: Any) -> Any:
    def invoke(resource: str, parameters: Any, token: str, state: dict) -> Any:
        noted = _delivering.set(token)
        try:
            return original(resource, parameters, token, state)
        finally:
            _delivering.reset(noted)

    return invoke


def _failing_its_task(original: Any) -> Any:
    def call(function: str, event: Any) -> Any:
        from ministack.services import stepfunctions

        token, task = _delivering.get(), current_task()
        waiting = stepfunctions._task_tokens.get(token) if token else None
        if waiting is None:
            return original(function, event)
        waiting[_STATE_MACHINE] = task.state_machine_arn if task else "*"
        try:
            return original(function, event)
        except stepfunctions._ExecutionError as failure:
            waiting["error"] = {"Error": failure.error, "Cause": failure.cause}
            waiting["event"].set()
            raise

    return call


def _naming_the_machine(original: Any) -> Any:
    def extract(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
        found = original(service, method, path, headers, body, *rest)
        token = json_object(body).get("taskToken") if service == "states" and found == "*" else None
        if token is None:
            return found
        from ministack.services import stepfunctions

        return (stepfunctions._task_tokens.get(token) or {}).get(_STATE_MACHINE, "*")

    return extract
