"""What the families over TF-IDF have in common: an estimator module and the classifier that it fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy
from onnx import GraphProto
from scipy.sparse import csr_matrix

from ..fields import Check, Fields
from .selection import Selection


class Classifier(Protocol):
    """A fitted estimator of scikit-learn. `classes[j]` is the label of column j of its probabilities."""

    classes: Sequence[int]
    # What people should know of the fit, a sentence each.
    warnings: Sequence[str]

    def probabilities(self, features: csr_matrix) -> numpy.ndarray:
        """One row a text, one column a class."""

    def graph(self, terms: int, labels: int) -> GraphProto:
        """The same as an ONNX graph: `indices` and `weights` in, `probabilities` of all labels out."""


class Estimator(Protocol):
    """A module of this package that knows one family."""

    # Its hyperparameters, and the dataclass of their values.
    FIELDS: Fields
    Settings: type[Any]
    # Default and check of the number of terms, and how these are chosen.
    MAX_FEATURES: tuple[int, Check]
    SELECTION: Selection

    def fit(self, features: csr_matrix, labels: Sequence[int], settings: Any, seed: int) -> Classifier:
        """Raises `TrainingError` when the rows cannot make a model."""
