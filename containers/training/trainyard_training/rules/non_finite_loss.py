"""The loss or the gradient is not a finite number. That step is left out; all that follow it are in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields import Check
from .rule import Record
from .rule import Settings as Common

NAME = "nonFiniteLoss"
THRESHOLDS: Mapping[str, Check] = {}


@dataclass(frozen=True)
class Settings(Common):
    action: str = "stop"


def check(records: Sequence[Record], settings: Settings) -> str | None:
    what = records[-1].get("non_finite")
    if what is None:
        return None
    return (
        f"the {what} of step {records[-1]['step']} is not a finite number: lower learning_rate "
        f"({records[-1]['learning_rate']:g} at that step), raise warmup_ratio or lower gradient_clip"
    )
