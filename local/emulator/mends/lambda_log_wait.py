"""AWS answers when the handler has; ministack waits 50 ms more for a first line of its log, on every invocation."""

from typing import Any

from emulator.patching import wrap

PATCHES = ("ministack.core.lambda_runtime:Worker._drain_stderr_bounded",)

_FIRST_LINE_SECONDS = 0.010
_IDLE_SECONDS = 0.003


def apply() -> None:
    def shorter(original: Any) -> Any:
        def drain(worker: Any, first_line_wait: float = _FIRST_LINE_SECONDS, idle_confirm: float = _IDLE_SECONDS) -> str:
            return original(worker, first_line_wait, idle_confirm)

        return drain

    wrap(PATCHES[0], shorter)
