"""Classifiers whose scores are linear in the features: logistic regression and naive Bayes."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TypeVar

import numpy
from onnx import GraphProto

from .linear_graph import linear_graph
from .scikit_classifier import ScikitClassifier

Trained = TypeVar("Trained")


@dataclass(frozen=True)
class LinearScores(ScikitClassifier[Trained]):
    """The softmax of the scores is the estimator's probabilities."""

    @abstractmethod
    def scores(self) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Coefficients [classes, terms] and intercepts [classes]."""

    def graph(self, terms: int, labels: int) -> GraphProto:
        coefficients, intercepts = self.scores()
        return linear_graph(coefficients, intercepts, self.classes, labels)
