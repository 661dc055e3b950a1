"""What the rules have in common: the records that they read, and what each of them is."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..fields import Check

# A line of `metrics.jsonl`, of a step or of a validation.
Record = Mapping[str, Any]

ACTIONS = ("stop", "notify", "none")


@dataclass(frozen=True)
class Settings:
    """`stop` ends the training, `notify` tells people, `none` does not look. A rule adds its thresholds."""

    action: str


class Rule(Protocol):
    """A module of this package."""

    # As the configuration has it.
    NAME: str
    Settings: type[Any]
    # Checks of its thresholds, by their names in the configuration.
    THRESHOLDS: Mapping[str, Check]

    def check(self, records: Sequence[Record], settings: Any) -> str | None:
        """What is wrong as of the last record, or nothing. `records` are all so far, at least one."""


def values_of(records: Sequence[Record], name: str, most: int) -> list[float]:
    """The last values of a metric, `most` at most, the newest last; a value that is no number is left out."""
    found: list[float] = []
    for record in reversed(records):
        if record.get(name) is not None:
            found.append(record[name])
            if len(found) == most:
                break
    return found[::-1]


def is_new(records: Sequence[Record], name: str) -> bool:
    """Whether the last record has this metric: else nothing new can be said of it."""
    return records[-1].get(name) is not None


def mean(values: Sequence[float]) -> float:
    return statistics.fmean(values)
