"""The Step Functions task that is running: whose role it acts with, and whether anyone still waits for it."""

import contextvars
import threading
from dataclasses import dataclass, field, replace
from typing import Any

from emulator.identity import principal_arn, role_session
from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_execute_task",
    "ministack.services.stepfunctions:_invoke_resource_with_timeout",
    "ministack.services.stepfunctions:_state_machines",
)


@dataclass(frozen=True)
class Task:
    """One attempt to run a task state. `execution` is ministack's own record of the execution."""

    role_arn: str
    state_machine_arn: str
    execution: dict[str, Any]
    given_up: threading.Event = field(default_factory=threading.Event)

    @property
    def session(self) -> str:
        """The access key id of the machine's role for this execution."""
        return role_session(self.role_arn, str(self.execution.get("name", "execution")))

    @property
    def principal(self) -> str:
        return principal_arn(self.session)

    def is_awaited(self) -> bool:
        """False once the execution was stopped or has ended, or the task's own time is over."""
        return self.execution.get("status") == "RUNNING" and not self.given_up.is_set()


_current: contextvars.ContextVar[Task | None] = contextvars.ContextVar("task", default=None)


def current_task() -> Task | None:
    """The task on whose behalf this code runs, if any."""
    return _current.get()


def apply() -> None:
    wrap(PATCHES[0], _entering)
    wrap(PATCHES[1], _giving_up)


def _entering(original: Any) -> Any:
    def execute(state: dict, state_input: Any, execution: dict, context: dict) -> Any:
        from ministack.services import stepfunctions

        arn = context.get("StateMachine", {}).get("Id") or execution["stateMachineArn"]
        machine = stepfunctions._state_machines.get(arn) or {}
        token = _current.set(Task(machine.get("roleArn", ""), arn, execution))
        try:
            return original(state, state_input, execution, context)
        finally:
            _current.reset(token)

    return execute


def _giving_up(original: Any) -> Any:
    def invoke(resource: str, task_input: Any, timeout: float) -> Any:
        task = _current.get()
        if task is None:
            return original(resource, task_input, timeout)
        # The state may be retried: each attempt is given up by itself.
        attempt = replace(task, given_up=threading.Event())
        token = _current.set(attempt)
        try:
            return original(resource, task_input, timeout)
        finally:
            attempt.given_up.set()
            _current.reset(token)

    return invoke
