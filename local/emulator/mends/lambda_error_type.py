"""AWS Lambda reports an error by its name with its trace; ministack reports every error as `Runtime.HandlerError`."""

import contextvars
from typing import Any

from emulator.patching import MinistackChanged, wrap

PATCHES = (
    "ministack.core.lambda_runtime:_NODEJS_WORKER_SCRIPT",
    "ministack.core.lambda_runtime:Worker.invoke",
    "ministack.services.lambda_svc:_execute_function_warm",
)

# Where the worker reports a handler's error: a rejected promise or callback, and a synchronous throw.
_REPORTS = {
    'error: String(err.message || err), trace: err.stack || ""': "errorType: err.name,",
    'error: e.message, trace: e.stack': "errorType: e.name,",
}

_reported: contextvars.ContextVar[dict[str, Any]] = contextvars.ContextVar("lambda_error", default={})


def apply() -> None:
    wrap(PATCHES[0], _naming_errors)
    wrap(PATCHES[1], _keeping_report)
    wrap(PATCHES[2], _reporting)


def _naming_errors(script: str) -> str:
    for report, addition in _REPORTS.items():
        if report not in script:
            raise MinistackChanged(f"ministack's Node.js worker no longer reports an error by `{report}`")
        script = script.replace(report, f"{addition} {report}")
    return script


def _keeping_report(original: Any) -> Any:
    def invoke(*parameters: Any, **named: Any) -> Any:
        result = original(*parameters, **named)
        _reported.set(result)
        return result

    return invoke


def _reporting(original: Any) -> Any:
    def execute(function: dict, event: Any, request_id: str) -> dict:
        _reported.set({})
        result = original(function, event, request_id)
        report = _reported.get()
        if result.get("error") and report.get("errorType"):
            trace = str(report.get("trace") or "").splitlines()
            result["body"] = {**result["body"], "errorType": report["errorType"], "trace": trace}
        return result

    return execute
