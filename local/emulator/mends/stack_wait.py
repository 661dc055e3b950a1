"""AWS deploys in minutes and the CDK asks every 5 s; ministack is done in one, so the answer waits for the stack."""

import asyncio
import time
from typing import Any
from urllib.parse import parse_qs

from emulator.patching import wrap

PATCHES = (
    "ministack.services.cloudformation:handle_request",
    "ministack.services.cloudformation:_stacks",
)

# Below the CDK's own interval: a long operation still shows as one in progress.
_LONGEST_WAIT_SECONDS = 4.0
_POLL_SECONDS = 0.02


def apply() -> None:
    def waiting(original: Any) -> Any:
        async def handle(method: str, path: str, headers: dict, body: Any, query: dict) -> Any:
            name = _described_stack(body)
            deadline = time.monotonic() + _LONGEST_WAIT_SECONDS
            while name is not None and _is_changing(name) and time.monotonic() < deadline:
                await asyncio.sleep(_POLL_SECONDS)
            return await original(method, path, headers, body, query)

        return handle

    wrap(PATCHES[0], waiting)


def _described_stack(body: Any) -> str | None:
    """The stack's name when the request is a DescribeStacks of one stack."""
    text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else str(body or "")
    if "Action=DescribeStacks" not in text:
        return None
    name = parse_qs(text).get("StackName", [None])[0]
    # A stack's id is `arn:…:stack/<name>/<uuid>`.
    return name.split("/")[1] if name and name.startswith("arn:") else name


def _is_changing(name: str) -> bool:
    from ministack.services import cloudformation

    status = (cloudformation._stacks.get(name) or {}).get("StackStatus", "")
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
