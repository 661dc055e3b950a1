"""The model knows the training rows better than others: the validation loss is far above the train loss.

The measure is that of the rule Overfit of SageMaker Debugger: (validation loss − train loss) / train loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields import Check, integer, number
from .rule import Record, is_new, mean
from .rule import Settings as Common

NAME = "overfit"
THRESHOLDS: Mapping[str, Check] = {"ratio": number(maximum=1000, above=0), "patience": integer(1, 50)}


@dataclass(frozen=True)
class Settings(Common):
    action: str = "notify"
    ratio: float = 1.0
    # Validations in a row.
    patience: int = 1


def check(records: Sequence[Record], settings: Settings) -> str | None:
    if not is_new(records, "validation_loss"):
        return None
    pairs = _pairs(records)[-settings.patience :]
    if len(pairs) < settings.patience or not all(now > train * (1 + settings.ratio) for train, now in pairs):
        return None
    train, validation = pairs[-1]
    return f"the validation loss is {validation:.4g}, the train loss before it {train:.4g}"


def _pairs(records: Sequence[Record]) -> list[tuple[float, float]]:
    """Of each validation the mean train loss since the one before, and its own loss."""
    pairs: list[tuple[float, float]] = []
    losses: list[float] = []
    for record in records:
        if record.get("train_loss") is not None:
            losses.append(record["train_loss"])
        if record.get("validation_loss") is not None:
            if losses:
                pairs.append((mean(losses), record["validation_loss"]))
            losses = []
    return pairs
