"""AWS never loses an execution; ministack ends the running ones as FAILED when it restarts, and tells nobody.

One that had not come past its first state begins again: its task is attempted once more, as AWS may do at any time.
"""

import contextvars
import json
import threading
from typing import Any

from emulator.after_start import when_up
from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_restore_state",
    "ministack.app:_load_persisted_state",
    "ministack.services.stepfunctions:_executions",
    "ministack.services.stepfunctions:_emit_execution_status_event",
    "ministack.services.stepfunctions:_run_execution",
    "ministack.core.responses:request_scope",
)

_interrupted: list[str] = []
_to_begin_again: list[str] = []


def apply() -> None:
    wrap(PATCHES[0], _noting_running)
    wrap(PATCHES[1], _telling_when_up)


def _noting_running(original: Any) -> Any:
    def restore(data: Any) -> Any:
        from ministack.services import stepfunctions

        result = original(data)
        for execution in stepfunctions._executions.all_values():
            if execution.get("error") != "States.ServiceRestart" or execution.get("toldOfRestart"):
                continue
            if _is_in_its_first_state(execution):
                execution.update(status="RUNNING", stopDate=None, events=execution["events"][:1])
                del execution["error"], execution["cause"]
                _to_begin_again.append(execution["executionArn"])
            else:
                execution["output"] = json.dumps({"Error": execution["error"], "Cause": execution["cause"]})
                _interrupted.append(execution["executionArn"])
        return result

    return restore


def _is_in_its_first_state(execution: dict[str, Any]) -> bool:
    return not any(event["type"].endswith("StateExited") for event in execution["events"])


def _telling_when_up(original: Any) -> Any:
    def load() -> Any:
        result = original()
        if _interrupted or _to_begin_again:
            when_up("service-restart", _tell)
        return result

    return load


def _tell() -> None:
    from ministack.core.responses import request_scope
    from ministack.services import stepfunctions

    for arn in (*_interrupted, *_to_begin_again):
        _, _, _, region, account, *_ = arn.split(":")
        with request_scope(account, region):
            execution = stepfunctions._executions[arn]
            if arn in _to_begin_again:
                context = contextvars.copy_context()
                threading.Thread(target=context.run, args=(stepfunctions._run_execution, arn), daemon=True).start()
                continue
            stepfunctions._emit_execution_status_event(execution)
            execution["toldOfRestart"] = True
