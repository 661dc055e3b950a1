"""Steps wait for their rows: making batches takes a large part of their time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields import Check, integer, number
from .rule import Record, is_new, mean, values_of
from .rule import Settings as Common

NAME = "dataBottleneck"
THRESHOLDS: Mapping[str, Check] = {"window": integer(1, 1000), "share": number(maximum=1, above=0)}

_PHASES = ("data_seconds", "forward_seconds", "backward_seconds", "optimizer_seconds")


@dataclass(frozen=True)
class Settings(Common):
    action: str = "notify"
    # Logged steps.
    window: int = 20
    # Of a step's time.
    share: float = 0.3


def check(records: Sequence[Record], settings: Settings) -> str | None:
    if not is_new(records, "data_seconds"):
        return None
    data = values_of(records, "data_seconds", settings.window)
    if len(data) < settings.window:
        return None
    whole = sum(mean(values_of(records, phase, settings.window) or [0.0]) for phase in _PHASES)
    share = mean(data) / whole if whole > 0 else 0.0
    if share <= settings.share:
        return None
    return f"making batches took {share:.0%} of the last {settings.window} logged steps"
