"""AWS ends an execution once, and after its TimeoutSeconds as TIMED_OUT; ministack fails an aborted one and never times out."""

import contextvars
import json
import threading
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_fail_execution",
    "ministack.services.stepfunctions:_run_execution",
    "ministack.services.stepfunctions:_emit_execution_status_event",
    "ministack.services.stepfunctions:_add_event",
    "ministack.services.stepfunctions:_executions",
    "ministack.services.stepfunctions:_state_machines",
    "ministack.services.stepfunctions:now_iso",
)


def apply() -> None:
    wrap(PATCHES[0], _only_running)
    wrap(PATCHES[1], _within_its_time)


def _only_running(original: Any) -> Any:
    def fail(execution: dict, error: str, cause: str) -> None:
        if execution["status"] == "RUNNING":
            original(execution, error, cause)

    return fail


def _within_its_time(original: Any) -> Any:
    def run(execution_arn: str) -> None:
        from ministack.services import stepfunctions

        execution = stepfunctions._executions.get(execution_arn)
        seconds = _timeout_seconds(execution)
        if seconds is None:
            original(execution_arn)
            return
        # The timer's thread needs this execution's account and region.
        timer = threading.Timer(seconds, contextvars.copy_context().run, (_time_out, execution))
        timer.daemon = True
        timer.start()
        try:
            original(execution_arn)
        finally:
            timer.cancel()

    return run


def _timeout_seconds(execution: dict | None) -> float | None:
    from ministack.services import stepfunctions

    machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) if execution else None
    try:
        return json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
    except json.JSONDecodeError:
        return None


def _time_out(execution: dict) -> None:
    from ministack.services import stepfunctions

    if execution["status"] != "RUNNING":
        return
    execution.update(status="TIMED_OUT", error="States.Timeout", cause=None, stopDate=stepfunctions.now_iso())
    stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {"error": "States.Timeout"}})
    stepfunctions._emit_execution_status_event(execution)
