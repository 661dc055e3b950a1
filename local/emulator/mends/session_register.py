"""AWS gives credentials to any number of functions at once; ministack's register of them breaks when two begin together."""

import threading
from typing import Any

from emulator.patching import wrap

PATCHES = ("ministack.services.sts:register_session",)

_REGISTER = threading.Lock()


def apply() -> None:
    def one_at_a_time(original: Any) -> Any:
        def register(*parameters: Any, **named: Any) -> None:
            with _REGISTER:
                original(*parameters, **named)

        return register

    wrap(PATCHES[0], one_at_a_time)
