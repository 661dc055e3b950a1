"""AWS never loses an execution; ministack ends the running ones as FAILED when it restarts, and tells nobody."""

import json
from typing import Any

from emulator.after_start import when_up
from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_restore_state",
    "ministack.app:_load_persisted_state",
    "ministack.services.stepfunctions:_executions",
    "ministack.services.stepfunctions:_emit_execution_status_event",
    "ministack.core.responses:request_scope",
)

_interrupted: list[str] = []


def apply() -> None:
    wrap(PATCHES[0], _noting_running)
    wrap(PATCHES[1], _telling_when_up)


def _noting_running(original: Any) -> Any:
    def restore(data: Any) -> Any:
        from ministack.services import stepfunctions

        result = original(data)
        for execution in stepfunctions._executions.all_values():
            if execution.get("error") == "States.ServiceRestart" and not execution.get("toldOfRestart"):
                execution["output"] = json.dumps({"Error": execution["error"], "Cause": execution["cause"]})
                _interrupted.append(execution["executionArn"])
        return result

    return restore


def _telling_when_up(original: Any) -> Any:
    def load() -> Any:
        result = original()
        if _interrupted:
            when_up("service-restart", _tell)
        return result

    return load


def _tell() -> None:
    from ministack.core.responses import request_scope
    from ministack.services import stepfunctions

    for arn in _interrupted:
        _, _, _, region, account, *_ = arn.split(":")
        with request_scope(account, region):
            execution = stepfunctions._executions[arn]
            stepfunctions._emit_execution_status_event(execution)
            execution["toldOfRestart"] = True
