"""Hyperparameters of the `linear` family. All problems are reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..fields import COMMON_FIELDS, Check, Fields, InvalidValue, boolean, integer, one_of, parse_fields, positive


@dataclass(frozen=True)
class Cleaning:
    """What is done to a text before it is tokenized (see `cleaning.py` and `tokenization.py`)."""

    lowercase: bool = True
    strip_urls: bool = True
    strip_html: bool = True
    ascii_fold: bool = False
    stop_words: str = "none"
    stemming: str = "none"

    def to_json(self) -> dict[str, Any]:
        """The same settings under the names of `model.json`."""
        return {name: getattr(self, field) for name, (field, _check) in _CLEANING_FIELDS.items()}


@dataclass(frozen=True)
class Hyperparameters:
    """A checked candidate of the `linear` family. `labels` are sorted; their order is that of the model's columns."""

    family: str
    labels: tuple[str, ...]
    candidate: str
    ngram_min: int
    ngram_max: int
    min_df: int
    max_features: int
    sublinear_tf: bool
    c: float
    class_weight: str
    seed: int
    max_text_length: int
    dataset_version: int | None
    cleaning: Cleaning

    @staticmethod
    def parse(raw: Mapping[str, str]) -> Hyperparameters:
        """Checks the strings of `hyperparameters.json`. Raises `TrainingError` that names every problem."""
        values = parse_fields(raw, _FIELDS, problems_of=_problems_of)
        return Hyperparameters(**values)


def _problems_of(values: Mapping[str, Any]) -> list[str]:
    return ["ngram_min must not be above ngram_max"] if values["ngram_min"] > values["ngram_max"] else []


def _cleaning(value: Any) -> Cleaning:
    if not isinstance(value, dict):
        raise InvalidValue("must be a JSON object")
    problems, settings = [], {}
    for name, setting in value.items():
        if name not in _CLEANING_FIELDS:
            problems.append(f"{name} is not a cleaning option")
            continue
        field, check = _CLEANING_FIELDS[name]
        try:
            settings[field] = check(setting)
        except InvalidValue as problem:
            problems.append(f"{name} {problem}")
    if problems:
        raise InvalidValue("has problems (" + ", ".join(problems) + ")")
    return Cleaning(**settings)


_CLEANING_FIELDS: dict[str, tuple[str, Check]] = {
    "lowercase": ("lowercase", boolean),
    "stripUrls": ("strip_urls", boolean),
    "stripHtml": ("strip_html", boolean),
    "asciiFold": ("ascii_fold", boolean),
    "stopWords": ("stop_words", one_of("none", "english")),
    "stemming": ("stemming", one_of("none", "english")),
}

# The defaults are those of `domain/workload/families/linear.ts`.
_FIELDS: Fields = {
    **COMMON_FIELDS,
    "ngram_min": (1, integer(1, 3)),
    "ngram_max": (2, integer(1, 3)),
    "min_df": (2, integer(1)),
    "max_features": (50_000, integer(10, 1_000_000)),
    "sublinear_tf": (True, boolean),
    "c": (1.0, positive),
    "class_weight": ("none", one_of("none", "balanced")),
    "cleaning": (Cleaning(), _cleaning),
}
