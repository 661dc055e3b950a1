"""The training does not learn: its loss is no lower than at its start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ..fields import Check, integer, number
from .rule import Record, is_new, mean, values_of
from .rule import Settings as Common

NAME = "lossNotDecreasing"
THRESHOLDS: Mapping[str, Check] = {"window": integer(1, 1000), "decrease": number(maximum=1, minimum=0)}


@dataclass(frozen=True)
class Settings(Common):
    action: str = "notify"
    # Logged steps whose losses are averaged.
    window: int = 20
    # Share of the first loss by which the last one must be lower.
    decrease: float = 0.01


def check(records: Sequence[Record], settings: Settings) -> str | None:
    if not is_new(records, "train_loss") or _warms_up(records):
        return None
    latest = values_of(records, "train_loss", 2 * settings.window)
    if len(latest) < 2 * settings.window:
        return None
    losses = (record["train_loss"] for record in records if record.get("train_loss") is not None)
    first, last = mean([*islice(losses, settings.window)]), mean(latest[settings.window :])
    if last <= first * (1 - settings.decrease):
        return None
    return f"the mean train loss of the last {settings.window} logged steps is {last:.4g}, that of the first ones was {first:.4g}"


def _warms_up(records: Sequence[Record]) -> bool:
    rates = values_of(records, "learning_rate", 2)
    return len(rates) == 2 and rates[1] > rates[0]
