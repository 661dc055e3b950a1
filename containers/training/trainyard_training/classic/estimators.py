"""The module of each family over TF-IDF."""

from __future__ import annotations

from . import gradient_boosting, linear, naive_bayes, random_forest
from .classifier import Estimator

ESTIMATORS: dict[str, Estimator] = {
    "linear": linear,
    "naive-bayes": naive_bayes,
    "gradient-boosting": gradient_boosting,
    "random-forest": random_forest,
}
