"""A model over TF-IDF: its front, and the classifier of its family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.sparse import csr_matrix

from ..balance import rebalance
from ..errors import TrainingError
from ..label_codes import MULTI_LABEL
from ..label_sets import untaught
from ..rows import Rows
from .classifier import Classifier
from .estimators import ESTIMATORS
from .front import Front, fit_front
from .hyperparameters import Hyperparameters
from .one_vs_rest import fit_one_vs_rest


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
    problem = untaught(hyperparameters.task, rows.labels, hyperparameters.labels)
    if problem is not None:
        raise TrainingError(problem)
    estimator = ESTIMATORS[hyperparameters.family]
    # From the rows as they came: a term that copies of one text repeat is no more frequent for it.
    front = fit_front(rows, hyperparameters, estimator.SELECTION)
    balanced = rebalance(rows, hyperparameters.sampling, hyperparameters.augmentation, hyperparameters.seed)
    features = front.features(balanced.texts)
    settings, seed, names = hyperparameters.settings, hyperparameters.seed, hyperparameters.labels
    if hyperparameters.task == MULTI_LABEL:
        return Model(names, front, fit_one_vs_rest(estimator, features, balanced.labels, names, settings, seed))
    return Model(names, front, estimator.fit(features, balanced.labels, settings, seed))
