"""Metrics for the job's log, in the form `name=value;` that SageMaker's metric definitions read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

# A probability of 0 would make one row's loss infinite; the evaluation takes the same.
_SMALLEST_PROBABILITY = 2.0**-23


def accuracy(truth: Sequence[int], predicted: Sequence[int]) -> float:
    """Share of rows given their own label."""
    return sum(a == b for a, b in zip(truth, predicted)) / len(truth)


def macro_f1(truth: Sequence[int], predicted: Sequence[int]) -> float:
    """F1 of each label that occurs, averaged without weights."""
    scores = []
    for label in sorted(set(truth) | set(predicted)):
        hits = sum(a == b == label for a, b in zip(truth, predicted))
        scores.append(2 * hits / (sum(a == label for a in truth) + sum(b == label for b in predicted)))
    return sum(scores) / len(scores)


def log_loss(truth: Sequence[int], probabilities: Sequence[Sequence[float]]) -> float:
    """Mean cross entropy in nats; `probabilities` has a row a text and a column a label."""
    return -sum(
        math.log(min(1.0, max(_SMALLEST_PROBABILITY, row[label]))) for label, row in zip(truth, probabilities)
    ) / len(truth)


def majority(labels: Sequence[int]) -> int:
    """The most frequent label (the lowest of equals): what a model without features would always say."""
    counts = Counter(labels)
    return min(counts, key=lambda label: (-counts[label], label))


def rows_by_label(names: Sequence[str], labels: Sequence[int]) -> dict[str, int]:
    """How many rows have each label, those with none included."""
    counts = Counter(labels)
    return {name: counts[label] for label, name in enumerate(names)}


def metrics_line(**metrics: float) -> str:
    """`validation_accuracy=0.8` becomes `validation:accuracy=0.800000;`."""
    return " ".join(f"{name.replace('_', ':', 1)}={value:.6f};" for name, value in metrics.items())
