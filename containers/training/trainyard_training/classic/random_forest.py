"""Random forest by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from onnx import GraphProto
from scipy.sparse import csr_matrix
from sklearn.ensemble import RandomForestClassifier as Estimator
from sklearn.tree import DecisionTreeClassifier

from ..fields import Fields, integer, one_of
from .forest import Tree, plant
from .forest_graph import forest_graph
from .scikit_classifier import ScikitClassifier
from .selection import Selection

SELECTION = Selection.TELLING
MAX_FEATURES = (1_000, integer(10, 10_000))
# The defaults are those of `domain/workload/families/random-forest.ts`.
FIELDS: Fields = {
    "n_estimators": (200, integer(1, 1_000)),
    "max_depth": (32, integer(1, 64)),
    "min_samples_leaf": (1, integer(1)),
    "class_weight": ("none", one_of("none", "balanced")),
}


@dataclass(frozen=True)
class Settings:
    n_estimators: int
    max_depth: int
    min_samples_leaf: int
    class_weight: str


@dataclass(frozen=True)
class RandomForestClassifier(ScikitClassifier[Estimator]):
    """The mean of its trees' shares of classes."""

    def graph(self, terms: int, labels: int) -> GraphProto:
        spread = numpy.zeros((len(self.classes), labels))
        spread[range(len(self.classes)), self.classes] = 1 / len(self.estimator.estimators_)
        forest = plant([_tree(one) for one in self.estimator.estimators_])
        return forest_graph(forest, terms, spread, numpy.zeros(labels), softmax=False)


def fit(features: csr_matrix, labels: Sequence[int], settings: Settings, seed: int) -> RandomForestClassifier:
    estimator = Estimator(
        n_estimators=settings.n_estimators,
        max_depth=settings.max_depth,
        min_samples_leaf=settings.min_samples_leaf,
        class_weight="balanced" if settings.class_weight == "balanced" else None,
        # scikit-learn takes 32 bits.
        random_state=seed % 2**32,
        n_jobs=1,
    )
    return RandomForestClassifier(estimator.fit(features, labels))


def _tree(estimator: DecisionTreeClassifier) -> Tree:
    tree = estimator.tree_
    shares = tree.value[:, 0, :]
    return Tree(
        is_leaf=tree.children_left < 0,
        left=tree.children_left,
        right=tree.children_right,
        feature=tree.feature,
        threshold=tree.threshold,
        values=shares / shares.sum(axis=1, keepdims=True),
    )
