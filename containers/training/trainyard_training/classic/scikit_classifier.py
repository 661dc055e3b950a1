"""What the classifiers that scikit-learn has trained have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy
from scipy.sparse import csr_matrix

Trained = TypeVar("Trained")


@dataclass(frozen=True)
class ScikitClassifier(Generic[Trained]):
    """A trained estimator of scikit-learn, and what was worth a warning in its training."""

    estimator: Trained
    warnings: tuple[str, ...] = ()

    @property
    def classes(self) -> Sequence[int]:
        estimator: Any = self.estimator
        return estimator.classes_.tolist()

    def probabilities(self, features: csr_matrix) -> numpy.ndarray:
        estimator: Any = self.estimator
        return estimator.predict_proba(features)
