"""The gradient is suddenly many times as large as it was."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields import Check, integer, number
from .rule import Record, is_new, values_of
from .rule import Settings as Common

NAME = "explodingGradients"
THRESHOLDS: Mapping[str, Check] = {"window": integer(1, 1000), "factor": number(maximum=1e9, above=1)}


@dataclass(frozen=True)
class Settings(Common):
    action: str = "notify"
    # Logged steps before it.
    window: int = 20
    factor: float = 100.0


def check(records: Sequence[Record], settings: Settings) -> str | None:
    if not is_new(records, "gradient_norm"):
        return None
    *before, norm = values_of(records, "gradient_norm", settings.window + 1)
    if len(before) < settings.window:
        return None
    median = statistics.median(before)
    if norm <= median * settings.factor:
        return None
    return f"the norm of the gradient is {norm:.4g}, its median over the {settings.window} logged steps before was {median:.4g}"
