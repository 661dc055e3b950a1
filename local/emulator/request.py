"""The request that is being decided, for mends whose decision needs more than the action and the resource."""

import contextvars
import json
from typing import Any

from emulator.patching import wrap

PATCHES = ("ministack.core.iam_actions:extract_resource_arn",)

_in_view: contextvars.ContextVar[tuple[str, bytes]] = contextvars.ContextVar("request_in_view", default=("", b""))


def apply() -> None:
    def remembering(original: Any) -> Any:
        def extract(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
            _in_view.set((service, body))
            return original(service, method, path, headers, body, *rest)

        return extract

    wrap(PATCHES[0], remembering)


def forget() -> None:
    """What follows is decided without a request."""
    _in_view.set(("", b""))


def payload(service: str) -> dict[str, Any]:
    """The JSON body of the request in view when it is one of `service`, else an empty object."""
    seen, body = _in_view.get()
    return json_object(body) if seen == service else {}


def json_object(body: Any) -> dict[str, Any]:
    """`body` as a JSON object; an empty one when it is something else."""
    try:
        value = json.loads(body or b"{}")
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}
