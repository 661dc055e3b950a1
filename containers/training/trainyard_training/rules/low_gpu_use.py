"""The GPU waits most of the time: a larger batch, or a smaller machine, would do as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields import Check, integer, number
from .rule import Record, is_new, mean, values_of
from .rule import Settings as Common

NAME = "lowGpuUse"
THRESHOLDS: Mapping[str, Check] = {"window": integer(1, 1000), "utilization": number(maximum=1, above=0)}


@dataclass(frozen=True)
class Settings(Common):
    action: str = "notify"
    # Logged steps.
    window: int = 20
    # Share of the time in which a kernel ran.
    utilization: float = 0.3


def check(records: Sequence[Record], settings: Settings) -> str | None:
    if not is_new(records, "gpu_utilization"):
        return None
    shares = values_of(records, "gpu_utilization", settings.window)
    if len(shares) < settings.window or mean(shares) >= settings.utilization:
        return None
    return f"the GPU was at work for {mean(shares):.0%} of the time over the last {settings.window} logged steps"
