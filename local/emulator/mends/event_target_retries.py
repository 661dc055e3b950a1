"""AWS EventBridge invokes a function asynchronously: twice more when it fails; ministack invokes it once."""

import json
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.eventbridge:_dispatch_to_lambda",
    "ministack.services.lambda_svc:_get_func_record_for_ref",
    "ministack.services.lambda_svc:_execution_record_for_config",
    "ministack.services.lambda_svc:invoke_async_with_retry",
)


def apply() -> None:
    wrap(PATCHES[0], _asynchronously)


def _asynchronously(original: Any) -> Any:
    def dispatch(arn: str, payload: str) -> None:
        from ministack.services import lambda_svc

        function, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if not function or not config:
            # It says so in its log.
            original(arn, payload)
            return
        lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(function, config), _event(payload))

    return dispatch


def _event(payload: str) -> Any:
    try:
        return json.loads(payload)
    except (json.JSONDecodeError, TypeError):
        return {"body": payload}
