"""Faults of task states, `state/<name>`, for tests that ask for them: see `faults/` for those of everything else."""

import contextvars
import os
import signal
from pathlib import Path
from typing import Any, NoReturn

from emulator.fault_plan import faults_folder, pass_point
from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_execute_task",
    "ministack.services.stepfunctions:_invoke_resource",
    "ministack.services.stepfunctions:_invoke_with_callback",
    "ministack.services.stepfunctions:_start_execution",
    "ministack.services.stepfunctions:_AWS_SDK_ERROR_PREFIX",
    "ministack.services.stepfunctions:_ExecutionError",
)

_CREATION = "emulator.sagemaker.plane:call"

# By integration: the errors that a state sees when it is throttled, when the service fails and when it is not reached.
# A denial has the name of the service's own base exception, like any error that the service does not model.
_ERRORS = {
    "lambda": ("Lambda.TooManyRequestsException", "Lambda.ServiceException", "Lambda.SdkClientException"),
    "sagemaker": ("SageMaker.ThrottlingException", "SageMaker.AmazonSageMakerException", "SageMaker.SdkClientException"),
    "states": (
        "StepFunctions.ThrottlingException",
        "StepFunctions.AWSStepFunctionsException",
        "StepFunctions.SdkClientException",
    ),
}
_DENIED = {
    "lambda": "Lambda.AWSLambdaException",
    "sagemaker": "SageMaker.AmazonSageMakerException",
    "states": "StepFunctions.AWSStepFunctionsException",
}

_state: contextvars.ContextVar[str] = contextvars.ContextVar("state", default="")
# What is to happen once the effect of this attempt is there: the fault, and the resource that it is of.
_after: contextvars.ContextVar[tuple[str, str] | None] = contextvars.ContextVar("after", default=None)


def apply_when_wanted() -> None:
    """Does nothing outside a test."""
    folder = faults_folder()
    if folder is None:
        return
    wrap(PATCHES[0], _naming_state)
    wrap(PATCHES[1], lambda original: _attempting(original, folder))
    wrap(PATCHES[2], lambda original: _attempting(original, folder))
    # What starts something and waits for its end has its effect as soon as that has begun.
    wrap(PATCHES[3], lambda start: _beginning(start, lambda *_: True))
    wrap(_CREATION, lambda call: _beginning(call, lambda action, *_: action.startswith("Create")))


def _naming_state(original: Any) -> Any:
    def execute(state: dict, state_input: Any, execution: dict, context: dict) -> Any:
        token = _state.set(context.get("State", {}).get("Name", ""))
        try:
            return original(state, state_input, execution, context)
        finally:
            _state.reset(token)

    return execute


def _attempting(original: Any, folder: Path) -> Any:
    def invoke(resource: str, task_input: Any, *rest: Any) -> Any:
        if not _state.get():
            return original(resource, task_input, *rest)
        fault = pass_point(folder, f"state/{_state.get()}")
        if fault is None:
            return original(resource, task_input, *rest)
        if fault == "die-before":
            _die()
        if fault not in ("die-after", "answer-lost"):
            raise _error(resource, fault)
        token = _after.set((fault, resource))
        try:
            result = original(resource, task_input, *rest)
            _strike()
            return result
        finally:
            _after.reset(token)

    return invoke


def _beginning(original: Any, is_effect: Any) -> Any:
    def begin(*arguments: Any) -> Any:
        result = original(*arguments)
        if is_effect(*arguments):
            _strike()
        return result

    return begin


def _strike() -> None:
    after = _after.get()
    if after is None:
        return
    fault, resource = after
    if fault == "die-after":
        _die()
    raise _error(resource, fault)


def _error(resource: str, fault: str) -> Exception:
    from ministack.services import stepfunctions

    throttled, failed, lost = _ERRORS[service] if (service := _service(resource)) in _ERRORS else _of_sdk(service)
    name = {
        "throttled": throttled,
        "server-error": failed,
        "access-denied": _DENIED.get(service, failed),
        "answer-lost": lost,
    }[fault]
    return stepfunctions._ExecutionError(name, f"An injected fault: {fault}")


def _service(resource: str) -> str:
    """`sagemaker` of `arn:aws:states:::sagemaker:createTrainingJob.sync`; a function's ARN is of Lambda."""
    parts = resource.split(":")
    if parts[2] == "lambda":
        return "lambda"
    return parts[6] if parts[5] == "aws-sdk" else parts[5]


def _of_sdk(service: str) -> tuple[str, str, str]:
    from ministack.services import stepfunctions

    prefix = stepfunctions._AWS_SDK_ERROR_PREFIX.get(service, service.capitalize())
    return f"{prefix}.ThrottlingException", f"{prefix}.{prefix}Exception", f"{prefix}.SdkClientException"


def _die() -> NoReturn:
    """As a machine dies: nothing is saved, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit
