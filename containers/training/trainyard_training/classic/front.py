"""The front that the families share: texts to TF-IDF, on terms that `cleaning.py` and `tokenization.py` define."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.feature_selection import chi2

from ..errors import TrainingError
from ..rows import Rows
from .cleaning import create_cleaner
from .hyperparameters import Hyperparameters
from .selection import Selection
from .tokenization import create_tokenizer, terms_of


@dataclass(frozen=True)
class Front:
    """A vocabulary with its weights: `terms[i]` is column i of the features."""

    terms: tuple[str, ...]
    counter: CountVectorizer
    transformer: TfidfTransformer

    def features(self, texts: Sequence[str]) -> csr_matrix:
        """TF-IDF of the texts, one row each, of Euclidean length 1 (or 0 without a known term)."""
        return self.transformer.transform(self.counter.transform(texts))


def fit_front(rows: Rows, hyperparameters: Hyperparameters, selection: Selection) -> Front:
    """Chooses the vocabulary and learns its idf. Raises `TrainingError` when no term is left."""
    analyzer = _analyzer(hyperparameters)
    terms = _choose_terms(rows, analyzer, hyperparameters, selection)
    counter = CountVectorizer(analyzer=analyzer, vocabulary=terms)
    transformer = TfidfTransformer(sublinear_tf=hyperparameters.sublinear_tf).fit(counter.transform(rows.texts))
    return Front(tuple(terms), counter, transformer)


def _analyzer(hyperparameters: Hyperparameters) -> Callable[[str], list[str]]:
    clean = create_cleaner(hyperparameters.cleaning)
    tokenize = create_tokenizer(hyperparameters.cleaning)
    return lambda text: terms_of(tokenize(clean(text)), hyperparameters.ngram_min, hyperparameters.ngram_max)


def _choose_terms(
    rows: Rows, analyzer: Callable[[str], list[str]], hyperparameters: Hyperparameters, selection: Selection
) -> list[str]:
    """The best terms that occur in `min_df` texts, in alphabetical order; equals are taken alphabetically.

    scikit-learn's own `max_features` and `SelectKBest` break ties by sorts that are not stable, so the choice is made here.
    """
    counter = CountVectorizer(analyzer=analyzer)
    try:
        counts = counter.fit_transform(rows.texts)
    except ValueError:
        raise TrainingError("No term is left in the training texts after cleaning") from None
    document_frequencies = counts.getnnz(axis=0)
    worth = _worth(counts, rows.labels, selection)
    kept = [
        (-worth[column], term)
        for column, term in enumerate(counter.get_feature_names_out())
        if document_frequencies[column] >= hyperparameters.min_df
    ]
    if not kept:
        raise TrainingError(f"No term occurs in {hyperparameters.min_df} training texts; lower min_df or add rows")
    return sorted(term for _worth, term in sorted(kept)[: hyperparameters.max_features])


def _worth(counts: csr_matrix, labels: Sequence[int], selection: Selection) -> numpy.ndarray:
    if selection is Selection.FREQUENT:
        return numpy.asarray(counts.sum(axis=0)).ravel()
    statistics, _p_values = chi2(counts, labels)
    return statistics
