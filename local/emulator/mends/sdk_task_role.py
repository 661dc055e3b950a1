"""AWS Step Functions signs an `aws-sdk:*` call with the machine's role; ministack calls with all rights."""

import re
from typing import Any

from emulator.authorize import authorize
from emulator.patching import wrap
from emulator.task import current_task

PATCHES = (
    "ministack.app:call_service_handler_sync",
    "ministack.app:SERVICE_HANDLERS",
    "ministack.services.stepfunctions:_AWS_SDK_ERROR_PREFIX",
    "ministack.services.stepfunctions:_AWS_SDK_SERVICE_MAP",
    "ministack.services.stepfunctions:_ExecutionError",
)


def apply() -> None:
    def deciding(original: Any) -> Any:
        def call(handler: Any, method: str, path: str, headers: dict, body: Any, params: dict, *rest: Any) -> Any:
            task = current_task()
            if task is None:
                return original(handler, method, path, headers, body, params, *rest)
            service = _service_of(handler)
            message = authorize(task.session, service, method, path, headers, body, params)
            if message is not None:
                raise _refusal(service, message)
            return original(handler, method, path, _signed(headers, task.session), body, params, *rest)

        return call

    wrap(PATCHES[0], deciding)


def _signed(headers: dict, access_key_id: str) -> dict:
    """The signature itself was decided above; the key in it tells the service who calls."""
    signature = re.sub(r"Credential=[^/]*", f"Credential={access_key_id}", headers.get("authorization", ""))
    return {**headers, "authorization": signature}


def _service_of(handler: Any) -> str:
    from ministack import app

    return next(name for name, known in app.SERVICE_HANDLERS.items() if known is handler)


def _refusal(service: str, message: str) -> Exception:
    """The SDK has no class for a denial that the service does not model: it throws the service's base exception."""
    from ministack.services import stepfunctions

    sdk_names = (name for name, info in stepfunctions._AWS_SDK_SERVICE_MAP.items() if info.get("service_key", name) == service)
    prefix = next((stepfunctions._AWS_SDK_ERROR_PREFIX[name] for name in sdk_names), service.capitalize())
    return stepfunctions._ExecutionError(
        f"{prefix}.{prefix}Exception", f"{message} (Service: {prefix}, Status Code: 400, Error Code: AccessDeniedException)"
    )
