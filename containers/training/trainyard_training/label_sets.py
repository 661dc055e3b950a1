"""Labels of many texts, each as one number (`label_codes.py`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from .label_codes import MULTI_LABEL


def indicators(codes: Sequence[int] | numpy.ndarray, label_count: int) -> numpy.ndarray:
    """Sets as a table of 0 and 1: int64 [rows, labels]."""
    return (numpy.asarray(codes, dtype=numpy.int64)[:, None] >> numpy.arange(label_count)) & 1


def codes_of(given: numpy.ndarray) -> list[int]:
    """What `indicators` was given, from a table of booleans [rows, labels]."""
    return (given.astype(numpy.int64) << numpy.arange(given.shape[1])).sum(axis=1).tolist()


def labels_seen(task: str, codes: Sequence[int], label_count: int) -> set[int]:
    """Positions of the labels that some row has."""
    if task != MULTI_LABEL:
        return set(codes)
    return set(numpy.flatnonzero(indicators(codes, label_count).any(axis=0)).tolist())


def untaught(task: str, codes: Sequence[int], names: Sequence[str]) -> str | None:
    """Why no model can be learned from rows with these labels, or None."""
    if not codes:
        return "Channel train has no rows"
    if task == MULTI_LABEL:
        shares = indicators(codes, len(names)).mean(axis=0)
        if ((shares > 0) & (shares < 1)).any():
            return None
        return f"Each label is on all {len(codes)} training rows or on none: there is nothing to tell apart"
    seen = set(codes)
    return None if len(seen) > 1 else f"All {len(codes)} training rows have the label {names[min(seen)]}: a classifier needs two"
