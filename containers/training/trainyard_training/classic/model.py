"""A model over TF-IDF: its front, and the classifier of its family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.sparse import csr_matrix

from ..balance import rebalance
from ..errors import TrainingError
from ..rows import Rows
from .classifier import Classifier
from .estimators import ESTIMATORS
from .front import Front, fit_front
from .hyperparameters import Hyperparameters


@dataclass(frozen=True)
class Model:
    """A trained model: `labels[j]` is column j of the probabilities."""

    labels: tuple[str, ...]
    front: Front
    classifier: Classifier

    def features(self, texts: Sequence[str]) -> csr_matrix:
        return self.front.features(texts)

    def probabilities(self, texts: Sequence[str]) -> numpy.ndarray:
        """scikit-learn's own probabilities, one column a label; a label without training rows has 0."""
        spread = numpy.zeros((len(texts), len(self.labels)))
        spread[:, self.classifier.classes] = self.classifier.probabilities(self.features(texts))
        return spread


def train(rows: Rows, hyperparameters: Hyperparameters) -> Model:
    """Fits front and classifier. Raises `TrainingError` when the rows cannot make a model."""
    seen = sorted(set(rows.labels))
    if len(seen) < 2:
        raise TrainingError(
            f"All {len(rows)} training rows have the label {hyperparameters.labels[seen[0]]}: a classifier needs two"
            if seen
            else "Channel train has no rows"
        )
    estimator = ESTIMATORS[hyperparameters.family]
    # From the rows as they came: a term that copies of one text repeat is no more frequent for it.
    front = fit_front(rows, hyperparameters, estimator.SELECTION)
    balanced = rebalance(rows, hyperparameters.sampling, hyperparameters.augmentation, hyperparameters.seed)
    features = front.features(balanced.texts)
    classifier = estimator.fit(features, balanced.labels, hyperparameters.settings, hyperparameters.seed)
    return Model(hyperparameters.labels, front, classifier)
