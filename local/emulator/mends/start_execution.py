"""AWS StartExecution with the name and input of a running execution succeeds again; ministack always refuses."""

from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_start_execution",
    "ministack.services.stepfunctions:_executions",
    "ministack.services.stepfunctions:_resolve_state_machine_arn",
    "ministack.services.stepfunctions:_state_machines",
)


def apply() -> None:
    def idempotent(original: Any) -> Any:
        def start(data: dict) -> Any:
            from ministack.core.responses import json_response

            running = _running_namesake(data)
            if running is None or running["input"] != data.get("input", "{}"):
                return original(data)
            return json_response({"executionArn": running["executionArn"], "startDate": running["startDate"]})

        return start

    wrap(PATCHES[0], idempotent)


def _running_namesake(data: dict) -> dict | None:
    from ministack.services import stepfunctions

    arn = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
    if arn is None or not data.get("name"):
        return None
    execution_arn = f"{arn.replace(':stateMachine:', ':execution:')}:{data['name']}"
    execution = stepfunctions._executions.get(execution_arn)
    return execution if execution is not None and execution["status"] == "RUNNING" else None
