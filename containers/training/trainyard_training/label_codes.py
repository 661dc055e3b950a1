"""Labels of a text as one number, as `domain/labels` has it.

With one label a text it is the label's position. With any number of them (the task `multi-label`) it is a set: bit i stands
for the label at position i. A set is stored as the sorted names with `|` between them. NumPy is not needed here: this is
imported before the number of its threads is set.
"""

from __future__ import annotations

from collections.abc import Mapping

# How the thresholds of a set's labels are chosen (`thresholds.py`).
THRESHOLDS = ("half", "tuned")
TASKS = ("single-label", "multi-label")
MULTI_LABEL = "multi-label"
# The probability from which on a label of a set is given.
THRESHOLD = 0.5


def code_of(task: str, stored: object, position: Mapping[str, int]) -> int | None:
    """None when it is no label, or has one that has no position."""
    if not isinstance(stored, str):
        return None
    if task != MULTI_LABEL:
        return position.get(stored)
    names = stored.split("|") if stored else []
    if any(name not in position for name in names):
        return None
    return sum(1 << position[name] for name in set(names))
