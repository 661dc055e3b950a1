"""SIGTERM: SageMaker's StopTrainingJob sends it, a spot interruption may not."""

from __future__ import annotations

import signal
from types import FrameType

# What a shell says of a process that SIGTERM ended. Never 0: a stopped training has no result.
EXIT_STATUS = 128 + signal.SIGTERM


class Interruption:
    """Whether the job was told to stop. The training looks between steps, saves and leaves."""

    def __init__(self) -> None:
        self.requested = False

    def listen(self) -> None:
        signal.signal(signal.SIGTERM, self._request)

    def _request(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
