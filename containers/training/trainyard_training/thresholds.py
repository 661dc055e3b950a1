"""From which probability on each label of a set is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy

from .label_codes import MULTI_LABEL, THRESHOLD
from .label_sets import indicators

# With fewer rows that have a label, or have it not, the best threshold is mostly chance.
_FEWEST_ROWS = 10
# Nearer probabilities may lie the other way round in the exported graph.
_LEAST_GAP = 1e-4
_DIGITS = 6


def thresholds_for(
    task: str, choice: str, codes: Sequence[int], label_count: int, probabilities: Callable[[], numpy.ndarray]
) -> list[float] | None:
    """One a label; None where each text has one label.

    `codes` are the sets of the validation rows, `probabilities` [rows, labels] what the model says of these, asked for when
    they are needed.
    """
    if task != MULTI_LABEL:
        return None
    if choice == "half" or len(codes) == 0:
        return [THRESHOLD] * label_count
    truth = indicators(codes, label_count)
    said = probabilities()
    return [_best(truth[:, label], said[:, label]) for label in range(label_count)]


def _best(truth: numpy.ndarray, said: numpy.ndarray) -> float:
    """The threshold of the best F1, half-way between two probabilities; of equals the one nearest to a half."""
    there = int(truth.sum())
    if min(there, len(truth) - there) < _FEWEST_ROWS:
        return THRESHOLD
    order = numpy.argsort(-said, kind="stable")
    sorted_said = said[order].astype(float)
    hits = numpy.cumsum(truth[order])
    given = numpy.arange(1, len(truth) + 1)
    f1 = 2 * hits / (there + given)
    cuts = numpy.flatnonzero(sorted_said[:-1] - sorted_said[1:] > _LEAST_GAP)
    at_half = int((said >= THRESHOLD).sum())
    best, best_f1 = THRESHOLD, float(f1[at_half - 1]) if at_half > 0 else 0.0
    for cut in cuts:
        threshold = round(float(sorted_said[cut] + sorted_said[cut + 1]) / 2, _DIGITS)
        nearer = abs(threshold - THRESHOLD) < abs(best - THRESHOLD)
        if f1[cut] > best_f1 or (f1[cut] == best_f1 and nearer):
            best, best_f1 = threshold, float(f1[cut])
    return best
