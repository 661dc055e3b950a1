"""Logistic regression by scikit-learn."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from ..errors import TrainingError
from ..fields import Fields, integer, one_of, positive
from .linear_classifier import LinearScores
from .selection import Selection

SELECTION = Selection.FREQUENT
MAX_FEATURES = (50_000, integer(10, 1_000_000))
# The defaults are those of `domain/workload/families/linear.ts`.
FIELDS: Fields = {"c": (1.0, positive), "class_weight": ("none", one_of("none", "balanced"))}


@dataclass(frozen=True)
class Settings:
    c: float
    class_weight: str


@dataclass(frozen=True)
class LinearClassifier(LinearScores[LogisticRegression]):
    """One score a class, or one for the second of two."""

    def scores(self) -> tuple[numpy.ndarray, numpy.ndarray]:
        coefficients, intercepts = self.estimator.coef_, self.estimator.intercept_
        if len(self.classes) == 2:
            # A softmax over 0 and the score is scikit-learn's sigmoid.
            coefficients = numpy.vstack([numpy.zeros_like(coefficients), coefficients])
            intercepts = numpy.concatenate([numpy.zeros(1), intercepts])
        return coefficients, intercepts


def fit(features: csr_matrix, labels: Sequence[int], settings: Settings, seed: int) -> LinearClassifier:
    estimator = LogisticRegression(
        C=settings.c,
        class_weight="balanced" if settings.class_weight == "balanced" else None,
        random_state=seed,
        max_iter=1000,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        estimator.fit(features, labels)
    if not (numpy.isfinite(estimator.coef_).all() and numpy.isfinite(estimator.intercept_).all()):
        raise TrainingError("Training gave coefficients that are not finite numbers; try a smaller c")
    stopped = any(issubclass(warning.category, ConvergenceWarning) for warning in caught)
    return LinearClassifier(
        estimator, ("the solver stopped at its limit of iterations; a smaller c helps",) if stopped else ()
    )
