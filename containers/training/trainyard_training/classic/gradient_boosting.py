"""Gradient boosting over histograms by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from onnx import GraphProto
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier

from ..errors import TrainingError
from ..fields import Fields, integer, not_negative, one_of, positive
from .forest import Tree, plant
from .forest_graph import forest_graph
from .ports import NEVER
from .scikit_classifier import ScikitClassifier
from .selection import Selection

SELECTION = Selection.TELLING
MAX_FEATURES = (500, integer(10, 10_000))
# The defaults are those of `domain/workload/families/gradient-boosting.ts`.
FIELDS: Fields = {
    "max_iter": (100, integer(1, 1_000)),
    "learning_rate": (0.1, positive),
    "max_leaf_nodes": (31, integer(2, 255)),
    "max_depth": (8, integer(1, 64)),
    "min_samples_leaf": (5, integer(1)),
    "max_bins": (32, integer(2, 255)),
    "l2_regularization": (0.0, not_negative),
    "class_weight": ("none", one_of("none", "balanced")),
}
# The table of rows by terms is dense, 12 bytes a cell while it is made.
_MOST_CELLS = 250_000_000


@dataclass(frozen=True)
class Settings:
    max_iter: int
    learning_rate: float
    max_leaf_nodes: int
    max_depth: int
    min_samples_leaf: int
    max_bins: int
    l2_regularization: float
    class_weight: str


@dataclass(frozen=True)
class GradientBoostingClassifier(ScikitClassifier[HistGradientBoostingClassifier]):
    """One tree a round and class, or one a round for the second of two classes."""

    def probabilities(self, features: csr_matrix) -> numpy.ndarray:
        return self.estimator.predict_proba(_dense(features))

    def graph(self, terms: int, labels: int) -> GraphProto:
        rounds = self.estimator._predictors
        baseline = self.estimator._baseline_prediction.ravel()
        bias = numpy.full(labels, NEVER)
        bias[self.classes] = 0
        # Of two classes only the second has trees: a softmax over 0 and its score is scikit-learn's sigmoid.
        scored = self.classes if len(baseline) > 1 else self.classes[1:]
        bias[scored] = baseline
        spread = numpy.zeros((len(scored), labels))
        spread[range(len(scored)), scored] = 1
        forest = plant([_tree(predictor.nodes) for one in rounds for predictor in one])
        return forest_graph(forest, terms, spread, bias, softmax=True)


def fit(features: csr_matrix, labels: Sequence[int], settings: Settings, seed: int) -> GradientBoostingClassifier:
    if features.shape[0] * features.shape[1] > _MOST_CELLS:
        raise TrainingError(
            f"{features.shape[0]} rows of {features.shape[1]} terms are more than gradient boosting has room for; "
            f"set max_features to {_MOST_CELLS // features.shape[0]} at most, or take another family"
        )
    estimator = HistGradientBoostingClassifier(
        max_iter=settings.max_iter,
        learning_rate=settings.learning_rate,
        max_leaf_nodes=settings.max_leaf_nodes,
        max_depth=settings.max_depth,
        min_samples_leaf=settings.min_samples_leaf,
        max_bins=settings.max_bins,
        l2_regularization=settings.l2_regularization,
        class_weight="balanced" if settings.class_weight == "balanced" else None,
        early_stopping=False,
        # scikit-learn takes 32 bits.
        random_state=seed % 2**32,
    )
    return GradientBoostingClassifier(estimator.fit(_dense(features), labels))


def _dense(features: csr_matrix) -> numpy.ndarray:
    # float32, as the graph gets them: a threshold then parts the same texts in both.
    return features.astype(numpy.float32).toarray()


def _tree(nodes: numpy.ndarray) -> Tree:
    return Tree(
        is_leaf=nodes["is_leaf"].astype(bool),
        left=nodes["left"].astype(numpy.int64),
        right=nodes["right"].astype(numpy.int64),
        feature=nodes["feature_idx"],
        threshold=nodes["num_threshold"],
        values=nodes["value"][:, None],
    )
