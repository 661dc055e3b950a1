"""Naive Bayes by scikit-learn: multinomial, or its complement for classes of unlike size (Rennie et al. 2003)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import ComplementNB, MultinomialNB

from ..fields import Fields, boolean, integer, one_of, positive
from .linear_classifier import LinearScores
from .selection import Selection

SELECTION = Selection.FREQUENT
MAX_FEATURES = (50_000, integer(10, 1_000_000))
# The defaults are those of `domain/workload/families/naive-bayes.ts`.
FIELDS: Fields = {
    "variant": ("multinomial", one_of("multinomial", "complement")),
    "alpha": (1.0, positive),
    "fit_prior": (True, boolean),
}


@dataclass(frozen=True)
class Settings:
    variant: str
    alpha: float
    fit_prior: bool


@dataclass(frozen=True)
class NaiveBayesClassifier(LinearScores[MultinomialNB | ComplementNB]):
    """Linear in the features: a logarithm for each term and class, and for each class."""

    def scores(self) -> tuple[numpy.ndarray, numpy.ndarray]:
        logarithms = self.estimator.feature_log_prob_
        # What all classes have in common does not change the softmax, but takes digits of float32.
        centred = logarithms - logarithms.mean(axis=0)
        # The complement's rule leaves the prior out where there is more than one class.
        priors = (
            self.estimator.class_log_prior_
            if isinstance(self.estimator, MultinomialNB)
            else numpy.zeros(len(self.classes))
        )
        return centred, priors


def fit(features: csr_matrix, labels: Sequence[int], settings: Settings, seed: int) -> NaiveBayesClassifier:
    """Nothing in it is random."""
    make = ComplementNB if settings.variant == "complement" else MultinomialNB
    estimator = make(alpha=settings.alpha, fit_prior=settings.fit_prior)
    return NaiveBayesClassifier(estimator.fit(features, labels))
