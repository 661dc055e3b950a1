"""Metrics for the job's log, in the form `name=value;` that SageMaker's metric definitions read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy

from .label_codes import MULTI_LABEL, THRESHOLD
from .label_sets import codes_of, indicators

# A probability of 0 would make one row's loss infinite; the evaluation takes the same.
_SMALLEST_PROBABILITY = 2.0**-23


def accuracy(truth: Sequence[int], predicted: Sequence[int]) -> float:
    """Share of rows given their own label."""
    return sum(a == b for a, b in zip(truth, predicted)) / len(truth)


def macro_f1(truth: Sequence[int], predicted: Sequence[int], task: str = "single-label", label_count: int = 0) -> float:
    """F1 of each label that occurs, averaged without weights. `label_count` is needed for sets of labels."""
    if task == MULTI_LABEL:
        return _macro_f1_of_sets(indicators(truth, label_count), indicators(predicted, label_count))
    scores = []
    for label in sorted(set(truth) | set(predicted)):
        hits = sum(a == b == label for a, b in zip(truth, predicted))
        scores.append(2 * hits / (sum(a == label for a in truth) + sum(b == label for b in predicted)))
    return sum(scores) / len(scores)


def _macro_f1_of_sets(truth: numpy.ndarray, predicted: numpy.ndarray) -> float:
    hits = (truth & predicted).sum(axis=0)
    size = truth.sum(axis=0) + predicted.sum(axis=0)
    occurs = size > 0
    return float((2 * hits[occurs] / size[occurs]).mean()) if occurs.any() else 0.0


def log_loss(truth: Sequence[int], probabilities: Sequence[Sequence[float]], task: str = "single-label") -> float:
    """Mean cross entropy in nats, of each row's label or of each label of each row; `probabilities` has a row a text and a
    column a label.
    """
    if task == MULTI_LABEL:
        said = numpy.asarray(probabilities)
        of_truth = numpy.where(indicators(truth, said.shape[1]) == 1, said, 1 - said)
        return float(-numpy.log(numpy.clip(of_truth, _SMALLEST_PROBABILITY, 1)).mean())
    return -sum(
        math.log(min(1.0, max(_SMALLEST_PROBABILITY, row[label]))) for label, row in zip(truth, probabilities)
    ) / len(truth)


def majority(labels: Sequence[int], task: str = "single-label", label_count: int = 0) -> int:
    """The most frequent label (the lowest of equals), or the set of those that half of the rows have: what a model
    without features would always say. `label_count` is needed for sets of labels.
    """
    if task == MULTI_LABEL:
        return codes_of(indicators(labels, label_count).mean(axis=0, keepdims=True) >= THRESHOLD)[0]
    counts = Counter(labels)
    return min(counts, key=lambda label: (-counts[label], label))


def rows_by_label(names: Sequence[str], labels: Sequence[int], task: str = "single-label") -> dict[str, int]:
    """How many rows have each label, those with none included."""
    if task == MULTI_LABEL:
        return dict(zip(names, indicators(labels, len(names)).sum(axis=0).tolist()))
    counts = Counter(labels)
    return {name: counts[label] for label, name in enumerate(names)}


def metrics_line(**metrics: float) -> str:
    """`validation_accuracy=0.8` becomes `validation:accuracy=0.800000;`."""
    return " ".join(f"{name.replace('_', ':', 1)}={value:.6f};" for name, value in metrics.items())
