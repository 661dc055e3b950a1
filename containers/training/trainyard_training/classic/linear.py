"""TF-IDF and logistic regression by scikit-learn, on terms that `cleaning.py` and `tokenization.py` define."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression

from .cleaning import create_cleaner
from ..errors import TrainingError
from .hyperparameters import Hyperparameters
from ..rows import Rows
from .tokenization import create_tokenizer, terms_of


@dataclass(frozen=True)
class LinearModel:
    """A trained model: `terms[i]` is column i of the features, `labels[j]` column j of the probabilities."""

    labels: tuple[str, ...]
    terms: tuple[str, ...]
    counter: CountVectorizer
    transformer: TfidfTransformer
    estimator: LogisticRegression
    converged: bool

    def features(self, texts: Sequence[str]) -> csr_matrix:
        """TF-IDF of the texts, one row each, of Euclidean length 1 (or 0 without a known term)."""
        return self.transformer.transform(self.counter.transform(texts))

    def probabilities(self, texts: Sequence[str]) -> numpy.ndarray:
        """scikit-learn's own probabilities, one column a label; a label without training rows has 0."""
        spread = numpy.zeros((len(texts), len(self.labels)))
        spread[:, self.estimator.classes_] = self.estimator.predict_proba(self.features(texts))
        return spread


def train(rows: Rows, hyperparameters: Hyperparameters) -> LinearModel:
    """Fits vocabulary, idf and classifier. Raises `TrainingError` when the rows cannot make a model."""
    seen = sorted(set(rows.labels))
    if len(seen) < 2:
        raise TrainingError(
            f"All {len(rows)} training rows have the label {hyperparameters.labels[seen[0]]}: a classifier needs two"
            if seen
            else "Channel train has no rows"
        )
    analyzer = _analyzer(hyperparameters)
    terms = _choose_terms(rows.texts, analyzer, hyperparameters)
    counter = CountVectorizer(analyzer=analyzer, vocabulary=terms)
    transformer = TfidfTransformer(sublinear_tf=hyperparameters.sublinear_tf)
    features = transformer.fit_transform(counter.transform(rows.texts))
    estimator = LogisticRegression(
        C=hyperparameters.c,
        class_weight="balanced" if hyperparameters.class_weight == "balanced" else None,
        random_state=hyperparameters.seed,
        max_iter=1000,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        estimator.fit(features, rows.labels)
    if not (numpy.isfinite(estimator.coef_).all() and numpy.isfinite(estimator.intercept_).all()):
        raise TrainingError("Training gave coefficients that are not finite numbers; try a smaller c")
    converged = not any(issubclass(warning.category, ConvergenceWarning) for warning in caught)
    return LinearModel(hyperparameters.labels, tuple(terms), counter, transformer, estimator, converged)


def _analyzer(hyperparameters: Hyperparameters) -> Callable[[str], list[str]]:
    clean = create_cleaner(hyperparameters.cleaning)
    tokenize = create_tokenizer(hyperparameters.cleaning)
    return lambda text: terms_of(tokenize(clean(text)), hyperparameters.ngram_min, hyperparameters.ngram_max)


def _choose_terms(texts: Sequence[str], analyzer: Callable[[str], list[str]], hyperparameters: Hyperparameters) -> list[str]:
    """The most frequent terms that occur in `min_df` texts, in alphabetical order; equals are taken alphabetically.

    scikit-learn's own `max_features` breaks ties by a sort that is not stable, so the choice is made here.
    """
    counter = CountVectorizer(analyzer=analyzer)
    try:
        counts = counter.fit_transform(texts)
    except ValueError:
        raise TrainingError("No term is left in the training texts after cleaning") from None
    document_frequencies = counts.getnnz(axis=0)
    frequencies = numpy.asarray(counts.sum(axis=0)).ravel()
    kept = [
        (-frequencies[column], term)
        for column, term in enumerate(counter.get_feature_names_out())
        if document_frequencies[column] >= hyperparameters.min_df
    ]
    if not kept:
        raise TrainingError(f"No term occurs in {hyperparameters.min_df} training texts; lower min_df or add rows")
    return sorted(term for _frequency, term in sorted(kept)[: hyperparameters.max_features])
