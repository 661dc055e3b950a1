"""AWS says in `Object Created` and `Object Deleted` which version of the object it was; ministack leaves it out."""

import contextvars
import json
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.s3:_fire_s3_event",
    "ministack.services.eventbridge:_dispatch_event",
)

_version: contextvars.ContextVar[str | None] = contextvars.ContextVar("object_version", default=None)


def apply() -> None:
    wrap(PATCHES[0], _noting_version)
    wrap(PATCHES[1], _naming_version)


def _noting_version(original: Any) -> Any:
    def fire(*parameters: Any, version_id: str | None = None, **named: Any) -> None:
        token = _version.set(version_id)
        try:
            original(*parameters, version_id=version_id, **named)
        finally:
            _version.reset(token)

    return fire


def _naming_version(original: Any) -> Any:
    def dispatch(event: dict, view: Any = None) -> Any:
        version = _version.get()
        if version is None or event.get("Source") != "aws.s3":
            return original(event, view)
        detail = json.loads(event["Detail"])
        detail["object"]["version-id"] = version
        # The view was made from the event as it was.
        return original({**event, "Detail": json.dumps(detail)}, None)

    return dispatch
