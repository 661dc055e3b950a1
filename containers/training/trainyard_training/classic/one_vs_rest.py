"""Any number of labels a text: for each label a classifier of its own, between the rows that have it and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from onnx import GraphProto
from scipy.sparse import csr_matrix

from ..errors import TrainingError
from ..label_sets import indicators
from .classifier import Estimator
from .linear_classifier import LinearScores
from .linear_graph import linear_graph
from .ports import NEVER


@dataclass(frozen=True)
class OneVsRest:
    """`parts[j]` is the classifier of label j; of a label that all training rows have, or none, its probability: 1 or 0."""

    parts: tuple[LinearScores[Any] | float, ...]
    warnings: tuple[str, ...]

    @property
    def classes(self) -> Sequence[int]:
        return range(len(self.parts))

    def probabilities(self, features: csr_matrix) -> numpy.ndarray:
        columns = [
            numpy.full(features.shape[0], part) if isinstance(part, float) else part.probabilities(features)[:, 1]
            for part in self.parts
        ]
        return numpy.column_stack(columns)

    def graph(self, terms: int, labels: int) -> GraphProto:
        coefficients, intercepts = numpy.zeros((labels, terms)), numpy.zeros(labels)
        for label, part in enumerate(self.parts):
            if isinstance(part, float):
                intercepts[label] = NEVER if part == 0 else -NEVER
                continue
            of_classes, biases = part.scores()
            # A softmax over two scores is the sigmoid of their difference.
            coefficients[label] = of_classes[1] - of_classes[0]
            intercepts[label] = biases[1] - biases[0]
        return linear_graph(coefficients, intercepts, self.classes, labels, "Sigmoid")


def fit_one_vs_rest(
    estimator: Estimator, features: csr_matrix, codes: Sequence[int], names: Sequence[str], settings: Any, seed: int
) -> OneVsRest:
    """`codes` are sets of the labels `names`. Raises `TrainingError` when a label cannot be learned."""
    parts: list[LinearScores[Any] | float] = []
    warnings: list[str] = []
    for name, there in zip(names, indicators(codes, len(names)).T):
        if there.min() == there.max():
            parts.append(float(there.max()))
            continue
        part = estimator.fit(features, there, settings, seed)
        if not isinstance(part, LinearScores):
            raise TrainingError("This family cannot learn texts with several labels: use linear, naive-bayes or transformer")
        parts.append(part)
        warnings += [f"{name}: {warning}" for warning in part.warnings]
    return OneVsRest(tuple(parts), tuple(warnings))
