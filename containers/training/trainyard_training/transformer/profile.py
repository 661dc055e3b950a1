"""What the time of a step goes to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch


class Profile:
    """Seconds by phase. A GPU works on after a call returns, so a profiled step waits for it at the end of each phase."""

    def __init__(self, device: torch.device) -> None:
        self._cuda = device.type == "cuda"
        self._seconds: dict[str, float] = {}
        self.enabled = False

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Adds the block's time to a phase of this step."""
        if not self.enabled:
            yield
            return
        began = self._now()
        yield
        self._seconds[name] = self._seconds.get(name, 0.0) + self._now() - began

    def start(self, enabled: bool) -> None:
        """Begins a step."""
        self.enabled = enabled
        self._seconds = {}

    def seconds(self, name: str) -> float:
        """Of this step so far; 0 when it is not profiled."""
        return self._seconds.get(name, 0.0)

    def _now(self) -> float:
        if self._cuda:
            torch.cuda.synchronize()
        return time.perf_counter()
