"""AWS never loses an execution; ministack ends the running ones as FAILED when it restarts, and tells nobody."""

import json
import os
import socket
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from emulator.patching import wrap

PATCHES = (
    "ministack.services.stepfunctions:_restore_state",
    "ministack.app:_load_persisted_state",
    "ministack.services.stepfunctions:_executions",
    "ministack.services.stepfunctions:_emit_execution_status_event",
    "ministack.core.responses:request_scope",
)

_LIMIT_SECONDS = 60
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
            threading.Thread(target=_tell, name="service-restart", daemon=True).start()
        return result

    return load


def _tell() -> None:
    """Emits the status events as soon as whoever gets them can call this gateway and the plane."""
    from ministack.core.responses import request_scope
    from ministack.services import stepfunctions

    _wait_for_port("127.0.0.1", int(os.environ["GATEWAY_PORT"]))
    plane = urlsplit(os.environ["PLANE_URL"])
    _wait_for_port(plane.hostname or "127.0.0.1", plane.port or 80)
    for arn in _interrupted:
        _, _, _, region, account, *_ = arn.split(":")
        with request_scope(account, region):
            execution = stepfunctions._executions[arn]
            stepfunctions._emit_execution_status_event(execution)
            execution["toldOfRestart"] = True


def _wait_for_port(host: str, port: int) -> None:
    deadline = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
