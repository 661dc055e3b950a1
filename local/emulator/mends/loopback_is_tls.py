"""AWS is reached over TLS, also by its own services, and policies deny plain http; ministack on the loopback interface has no TLS."""

import contextvars
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.app:pin_request_origin",
    "ministack.core.iam_evaluator:_request_origin",
)

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def apply() -> None:
    def counting_loopback(original: Any) -> Any:
        def pin(source_ip: str, secure_transport: bool) -> None:
            original(source_ip, secure_transport or source_ip in _LOOPBACK)

        return pin

    wrap(PATCHES[0], counting_loopback)
    # What no request led to, a schedule or an event that is told again, is a service's own call.
    wrap(PATCHES[1], lambda _: contextvars.ContextVar("request_origin", default=("127.0.0.1", True)))
