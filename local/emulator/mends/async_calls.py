"""AWS Lambda keeps an asynchronous call until it was made; ministack forgets those under way when it ends."""

import contextvars
import threading
import time
from typing import Any
from uuid import uuid4

from emulator.after_start import when_up
from emulator.mends.periodic_save import keep
from emulator.patching import wrap

PATCHES = (
    "ministack.services.lambda_svc:invoke_async_with_retry",
    "ministack.services.lambda_svc:_execute_function_with_config_scope",
    "ministack.services.lambda_svc:_route_async_failure",
    "ministack.services.lambda_svc:_get_func_record_for_ref",
    "ministack.services.lambda_svc:_execution_record_for_config",
    "ministack.core.responses:request_scope",
)

# Two more attempts, as on AWS, which waits one and then two minutes; here it is seconds.
_PAUSES_SECONDS = (1, 2)

# The calls that are not over, by an id of their own.
_under_way: dict[str, dict[str, Any]] = {}


def apply() -> None:
    wrap(PATCHES[0], lambda _: _call)
    keep("async-calls", lambda: _under_way, _call_again)


def _call(function: dict, event: Any) -> None:
    """Returns at once; the call goes on in a thread until it has succeeded or has failed for good."""
    arn = (function.get("config") or function).get("FunctionArn", "")
    call = str(uuid4())
    _under_way[call] = {"function": arn, "event": event}
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_finish, call, function, event), name="async-call", daemon=True).start()


def _finish(call: str, function: dict, event: Any) -> None:
    from ministack.services import lambda_svc

    settings = function.get("event_invoke_config") or (function.get("event_invoke_configs") or {}).get("$LATEST") or {}
    retries = settings.get("MaximumRetryAttempts", len(_PAUSES_SECONDS))
    try:
        result = lambda_svc._execute_function_with_config_scope(function, event)
        for pause_seconds in _PAUSES_SECONDS[:retries]:
            if not result.get("error"):
                break
            time.sleep(pause_seconds)
            result = lambda_svc._execute_function_with_config_scope(function, event)
        if result.get("error"):
            _report(function, settings, event, result)
    finally:
        _under_way.pop(call, None)


def _report(function: dict, settings: dict, event: Any, result: dict) -> None:
    from ministack.services import lambda_svc

    config = function.get("config") or function
    target = (settings.get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination")
    target = target or (config.get("DeadLetterConfig") or {}).get("TargetArn")
    if target:
        lambda_svc._route_async_failure(target, config.get("FunctionName", "unknown"), event, result)


def _call_again(under_way: dict[str, dict[str, Any]]) -> None:
    """What was under way when the last process ended is called once more: AWS, too, calls at least once."""
    if under_way:
        when_up("async-calls", lambda: _call_each(list(under_way.values())))


def _call_each(calls: list[dict[str, Any]]) -> None:
    from ministack.core.responses import request_scope
    from ministack.services import lambda_svc

    for call in calls:
        _, _, _, region, account, *_ = call["function"].split(":")
        with request_scope(account, region):
            function, config, _ = lambda_svc._get_func_record_for_ref(call["function"])
            if function and config:
                lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(function, config), call["event"])
