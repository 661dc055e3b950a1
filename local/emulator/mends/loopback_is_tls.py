"""AWS is reached over TLS and its policies deny plain http; ministack on the loopback interface has none to offer."""

from typing import Any

from emulator.patching import wrap

PATCHES = ("ministack.app:pin_request_origin",)

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def apply() -> None:
    def counting_loopback(original: Any) -> Any:
        def pin(source_ip: str, secure_transport: bool) -> None:
            original(source_ip, secure_transport or source_ip in _LOOPBACK)

        return pin

    wrap(PATCHES[0], counting_loopback)
