"""A label is never given to a validation row, although some have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..fields import Check, integer
from .rule import Record, is_new
from .rule import Settings as Common

NAME = "deadClass"
THRESHOLDS: Mapping[str, Check] = {"patience": integer(1, 50), "minimumRows": integer(1, 1_000_000)}


@dataclass(frozen=True)
class Settings(Common):
    action: str = "notify"
    # Validations in a row: after the first ones a rare label may still be to come.
    patience: int = 2
    # Fewer validation rows of a label say nothing of it.
    minimum_rows: int = 5


def check(records: Sequence[Record], settings: Settings) -> str | None:
    if not is_new(records, "predicted_rows"):
        return None
    validations = [record for record in records if record.get("predicted_rows") is not None][-settings.patience :]
    if len(validations) < settings.patience:
        return None
    rows: Mapping[str, int] = records[-1]["label_rows"]
    dead = [
        f"{label} ({count} rows)"
        for label, count in rows.items()
        if count >= settings.minimum_rows and not any(one["predicted_rows"].get(label) for one in validations)
    ]
    return f"no validation row was given the label {', '.join(dead)}" if dead else None
