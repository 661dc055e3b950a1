"""AWS starts an execution at once; ministack sleeps 150 ms before its first state."""

import time
from types import SimpleNamespace
from typing import Any

from emulator.patching import wrap

PATCHES = ("ministack.services.stepfunctions:time",)

_START_SLEEP_SECONDS = 0.15


def apply() -> None:
    def sleep(seconds: float) -> None:
        if seconds != _START_SLEEP_SECONDS:
            time.sleep(seconds)

    def shorter(original: Any) -> Any:
        return SimpleNamespace(**{**vars(original), "sleep": sleep})

    wrap(PATCHES[0], shorter)
