"""How often to save: often enough to lose little, seldom enough to cost little."""

from __future__ import annotations

import math

_SECONDS_PER_HOUR = 3600.0
# Of the earlier estimate when a new save was measured.
_MEMORY = 0.5


def best_interval_seconds(save_seconds: float, interruptions_per_hour: float) -> float:
    """Seconds of training between saves that lose the least time: sqrt(2 x cost of a save / rate of interruptions).

    The first-order optimum of J. W. Young (1974) and J. T. Daly (2006). Infinite without interruptions.
    """
    if interruptions_per_hour <= 0:
        return math.inf
    return math.sqrt(2.0 * save_seconds * _SECONDS_PER_HOUR / interruptions_per_hour)


class SaveSchedule:
    """When the next checkpoint is due, from what the saves before it cost."""

    def __init__(self, interruptions_per_hour: float, save_steps: int, expected_save_seconds: float, now: float) -> None:
        """`now` and every later time in seconds of one monotonic clock; `save_steps` 0 saves by time alone."""
        self._rate = interruptions_per_hour
        self._save_steps = save_steps
        # What training loses by a save.
        self.cost_seconds = expected_save_seconds
        self._write_seconds = expected_save_seconds
        self._last = now

    @property
    def interval_seconds(self) -> float:
        """Never shorter than writing takes: saves do not overlap."""
        return max(best_interval_seconds(self.cost_seconds, self._rate), self._write_seconds)

    def due(self, step: int, now: float, ahead_seconds: float = 0.0) -> bool:
        """Whether to save after this step; `ahead_seconds` is how long the next chance is away."""
        by_step = self._save_steps > 0 and step % self._save_steps == 0
        return by_step or now + ahead_seconds - self._last >= self.interval_seconds

    def began(self, now: float) -> None:
        self._last = now

    def measured(self, cost_seconds: float, write_seconds: float) -> None:
        """`cost_seconds` is what training lost by a save, `write_seconds` how long its files took."""
        self.cost_seconds = _MEMORY * self.cost_seconds + (1 - _MEMORY) * cost_seconds
        self._write_seconds = max(write_seconds, _MEMORY * self._write_seconds)
