"""AWS Lambda reports a dead process as `Runtime.ExitError` with how it ended; ministack says that its worker died."""

import signal
from subprocess import Popen
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.core.lambda_runtime:Worker._spawn",
    "ministack.core.lambda_runtime:Worker.invoke",
)

# What ministack's worker says when the process is gone: no more output, or a closed pipe to write the event to.
_GONE = ("Worker process died", "Worker process exited immediately", "Broken pipe")


def apply() -> None:
    wrap(PATCHES[0], _keeping_process)
    wrap(PATCHES[1], _reporting_exit)


def _keeping_process(original: Any) -> Any:
    def spawn(worker: Any, *parameters: Any, **named: Any) -> Any:
        result = original(worker, *parameters, **named)
        worker.last_process = worker._proc
        return result

    return spawn


def _reporting_exit(original: Any) -> Any:
    def invoke(worker: Any, event: Any, request_id: str, **named: Any) -> dict[str, Any]:
        try:
            result = original(worker, event, request_id, **named)
        except RuntimeError as error:
            # One that ended before it was ready is raised.
            result = {"status": "error", "error": str(error)}
            worker.last_process = worker._proc
            if not _is_gone(result):
                raise
        if _is_gone(result):
            message = f"RequestId: {request_id} Error: {_ending(getattr(worker, 'last_process', None))}"
            return {**result, "error": message, "errorType": "Runtime.ExitError"}
        return result

    return invoke


def _is_gone(result: dict[str, Any]) -> bool:
    return result.get("status") == "error" and any(word in str(result.get("error")) for word in _GONE)


def _ending(process: Popen | None) -> str:
    code = process.poll() if process is not None else None
    if code is None or code == 0:
        return "Runtime exited without providing a reason"
    if code > 0:
        return f"Runtime exited with error: exit status {code}"
    return f"Runtime exited with error: signal: {signal.strsignal(-code) or -code}".lower().replace("runtime", "Runtime", 1)
