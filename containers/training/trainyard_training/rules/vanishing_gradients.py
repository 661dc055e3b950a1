"""The gradient is so small that the weights hardly change any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields import Check, integer, number
from .rule import Record, is_new, values_of
from .rule import Settings as Common

NAME = "vanishingGradients"
THRESHOLDS: Mapping[str, Check] = {"window": integer(1, 1000), "norm": number(maximum=1, above=0)}


@dataclass(frozen=True)
class Settings(Common):
    action: str = "notify"
    # Logged steps in a row.
    window: int = 10
    norm: float = 1e-7


def check(records: Sequence[Record], settings: Settings) -> str | None:
    if not is_new(records, "gradient_norm"):
        return None
    norms = values_of(records, "gradient_norm", settings.window)
    if len(norms) < settings.window or max(norms) >= settings.norm:
        return None
    return f"the norm of the gradient was below {settings.norm:g} in the last {settings.window} logged steps"
