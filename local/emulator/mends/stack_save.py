"""AWS's stacks change when they are asked to; ministack copies all their templates and events for every save."""

from typing import Any
from urllib.parse import parse_qs

from emulator.mends.periodic_save import only_when_changed
from emulator.patching import wrap

PATCHES = (
    "ministack.services.cloudformation:handle_request",
    "ministack.services.cloudformation:_stacks",
)

_READS = ("Describe", "List", "Get", "Validate", "Estimate")
_asked = True
_was_changing = True


def apply() -> None:
    wrap(PATCHES[0], _noting)
    only_when_changed("cloudformation", _has_changed)


def _noting(original: Any) -> Any:
    async def handle(method: str, path: str, headers: dict, body: Any, query: dict) -> Any:
        global _asked
        text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else str(body or "")
        action = (parse_qs(text).get("Action") or [query.get("Action", "")])[0]
        if isinstance(action, list):
            action = action[0]
        try:
            return await original(method, path, headers, body, query)
        finally:
            _asked = _asked or not str(action).startswith(_READS)

    return handle


def _has_changed() -> bool:
    """Whether it was asked for a change since the last call, or a change was or is under way."""
    global _asked, _was_changing
    from ministack.services import cloudformation

    is_changing = any(str(stack.get("StackStatus")).endswith("_IN_PROGRESS") for stack in cloudformation._stacks._data.values())
    changed = _asked or _was_changing or is_changing
    _asked, _was_changing = False, is_changing
    return changed
