"""Hyperparameters of the families over TF-IDF. All problems are reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..families import family_of
from ..fields import COMMON_FIELDS, Fields, boolean, integer, parse_fields
from ..rules.all import OF_ONE_FIT
from ..rules.all import Settings as Rules
from ..rules.read import read_rules
from .cleaning_settings import Cleaning, read_cleaning
from .estimators import ESTIMATORS


@dataclass(frozen=True)
class Hyperparameters:
    """A checked candidate. `labels` are sorted; their order is that of the model's columns."""

    family: str
    labels: tuple[str, ...]
    candidate: str
    seed: int
    max_text_length: int
    dataset_version: int | None
    sampling: str
    augmentation: str
    ngram_min: int
    ngram_max: int
    min_df: int
    max_features: int
    sublinear_tf: bool
    cleaning: Cleaning
    # Settings of the rules that look at the trained model.
    rules: Rules
    # The dataclass `Settings` of the family's estimator.
    settings: Any
    task: str = "single-label"
    thresholds: str = "half"

    @staticmethod
    def parse(raw: Mapping[str, str]) -> Hyperparameters:
        """Checks the strings of `hyperparameters.json`. Raises `TrainingError` that names every problem."""
        estimator = ESTIMATORS[family_of(raw)]
        front = {**_FRONT_FIELDS, "max_features": estimator.MAX_FEATURES}
        values = parse_fields(raw, {**front, **estimator.FIELDS}, problems_of=_problems_of)
        shared = {name: value for name, value in values.items() if name in COMMON_FIELDS or name in front}
        return Hyperparameters(**shared, settings=estimator.Settings(**{name: values[name] for name in estimator.FIELDS}))
def _problems_of(values: Mapping[str, Any]) -> list[str]:
    return ["ngram_min must not be above ngram_max"] if values["ngram_min"] > values["ngram_max"] else []


# The defaults are those of `domain/workload/families/tfidf.ts`.
_FRONT_FIELDS: Fields = {
    "ngram_min": (1, integer(1, 3)),
    "ngram_max": (2, integer(1, 3)),
    "min_df": (2, integer(1)),
    "sublinear_tf": (True, boolean),
    "cleaning": (Cleaning(), read_cleaning),
    "rules": (OF_ONE_FIT, read_rules(OF_ONE_FIT)),
}
