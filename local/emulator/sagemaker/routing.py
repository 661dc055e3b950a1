"""AWS has SageMaker; ministack has none: every request signed for it goes to the plane, with who asks."""

import asyncio
from typing import Any

from emulator.identity import principal_arn
from emulator.sagemaker import plane

PATCHES = (
    "ministack.core.router:SERVICE_PATTERNS",
    "ministack.core.router:extract_access_key_id",
    "ministack.app:SERVICE_HANDLERS",
    "ministack.services.stepfunctions:_AWS_SDK_SERVICE_MAP",
    "ministack.services.stepfunctions:_AWS_SDK_ERROR_PREFIX",
)

_PASSED_ON = frozenset({"content-type", "accept", "x-amz-target"})
_RUNTIME_HEADERS = "x-amzn-sagemaker-"
# Set anew by the server that answers.
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date"})


def apply() -> None:
    from ministack import app
    from ministack.core import router
    from ministack.services import stepfunctions

    router.SERVICE_PATTERNS["sagemaker"] = {
        "target_prefixes": ["SageMaker."],
        "host_patterns": [r"sagemaker"],
        "credential_scope": "sagemaker",
    }
    app.SERVICE_HANDLERS["sagemaker"] = _forward
    stepfunctions._AWS_SDK_SERVICE_MAP["sagemaker"] = {"target_prefix": "SageMaker", "protocol": "json"}
    stepfunctions._AWS_SDK_ERROR_PREFIX["sagemaker"] = "SageMaker"


async def _forward(method: str, path: str, headers: dict, body: Any, query: dict) -> tuple[int, dict, bytes]:
    answer = await asyncio.to_thread(plane.send, method, path, _passed_on(headers, query), body or b"")
    return answer.status, {name: value for name, value in answer.headers.items() if name not in _HOP_BY_HOP}, answer.body


def _passed_on(headers: dict, query: dict) -> dict[str, str]:
    """The caller's own word on who it is never passes: its key says it."""
    from ministack.core.router import extract_access_key_id

    passed = {name: value for name, value in headers.items() if name in _PASSED_ON or name.startswith(_RUNTIME_HEADERS)}
    access_key_id = extract_access_key_id(headers, query)
    return {
        **passed,
        "x-trainyard-access-key-id": access_key_id,
        "x-trainyard-principal-arn": principal_arn(access_key_id),
    }
