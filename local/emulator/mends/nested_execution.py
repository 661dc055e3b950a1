"""AWS runs `startExecution.sync` as an execution like any other; ministack runs it unnamed, without events, to its end."""

import json
import time
from typing import Any

from emulator.patching import wrap
from emulator.task import current_task

PATCHES = (
    "ministack.services.stepfunctions:_invoke_nested_start_execution_sync",
    "ministack.services.stepfunctions:_nested_start_execution_request",
    "ministack.services.stepfunctions:_start_execution",
    "ministack.services.stepfunctions:_stop_execution",
    "ministack.services.stepfunctions:_executions",
    "ministack.services.stepfunctions:_ExecutionError",
)

_POLL_SECONDS = 0.05


def apply() -> None:
    wrap(PATCHES[0], lambda _: _run)


def _run(resource: str, parameters: dict) -> dict:
    from ministack.services import stepfunctions

    status, _, body = stepfunctions._start_execution(stepfunctions._nested_start_execution_request(parameters))
    answer = json.loads(body)
    if status >= 400:
        error = answer.get("__type", "StepFunctionsException").removesuffix("Exception")
        raise stepfunctions._ExecutionError(f"StepFunctions.{error}Exception", answer.get("message", ""))
    execution = stepfunctions._executions[answer["executionArn"]]
    _wait(execution)
    described = _described(execution, resource.endswith(".sync:2"))
    if execution["status"] != "SUCCEEDED":
        raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(described))
    return described


def _wait(execution: dict) -> None:
    from ministack.services import stepfunctions

    task = current_task()
    while execution["status"] == "RUNNING":
        if task is not None and not task.is_awaited():
            stepfunctions._stop_execution({"executionArn": execution["executionArn"]})
            return
        time.sleep(_POLL_SECONDS)


def _described(execution: dict, parsed: bool) -> dict[str, Any]:
    """DescribeExecution's answer as the integration gives it: `.sync:2` parses the output, `.sync` leaves its text."""
    output = execution.get("output") if execution["status"] == "SUCCEEDED" else None
    described = {
        "ExecutionArn": execution["executionArn"],
        "StateMachineArn": execution["stateMachineArn"],
        "Name": execution["name"],
        "Status": execution["status"],
        "StartDate": execution["startDate"],
        "StopDate": execution.get("stopDate"),
        "Input": json.loads(execution["input"]) if parsed else execution["input"],
        "InputDetails": {"Included": True},
        "Output": json.loads(output) if parsed and output else output,
        "OutputDetails": {"Included": True},
        "Error": execution.get("error"),
        "Cause": execution.get("cause"),
    }
    return {name: value for name, value in described.items() if value is not None}
