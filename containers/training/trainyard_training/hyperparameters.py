"""Hyperparameters as SageMaker hands them over: every value a string. All problems are reported at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import TrainingError


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
        problems: list[str] = []
        values = {name: default for name, (default, _check) in _FIELDS.items()}
        for name, text in raw.items():
            # SageMaker's own SDKs add keys with this prefix.
            if name.startswith("sagemaker_"):
                continue
            if name not in _FIELDS:
                problems.append(f"{name} is not a hyperparameter of this family")
                continue
            try:
                values[name] = _FIELDS[name][1](_value(text))
            except _Invalid as problem:
                problems.append(f"{name} {problem}")
        if values["labels"] is None and not any(problem.startswith("labels") for problem in problems):
            problems.append("labels is missing")
        if values["ngram_min"] > values["ngram_max"]:
            problems.append("ngram_min must not be above ngram_max")
        if problems:
            raise TrainingError("Hyperparameters are invalid: " + "; ".join(problems))
        return Hyperparameters(**values)


class _Invalid(Exception):
    pass


Check = Callable[[Any], Any]


def _value(text: Any) -> Any:
    """JSON where the string is JSON, else the string itself: `english` and `"english"` say the same."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def _integer(minimum: int, maximum: int | None = None) -> Check:
    wanted = f"must be an integer of at least {minimum}" + (f" and at most {maximum}" if maximum is not None else "")

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < minimum or (maximum is not None and value > maximum):
            raise _Invalid(wanted)
        return value

    return check


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise _Invalid("must be a number above 0")
    return float(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Invalid("must be true or false")
    return value


def _one_of(*allowed: str) -> Check:
    def check(value: Any) -> str:
        if value not in allowed:
            raise _Invalid("must be " + " or ".join(allowed))
        return value

    return check


def _text(value: Any) -> str:
    # A name of digits only reads as a JSON number.
    if isinstance(value, (bool, list, dict)) or value is None or str(value) == "":
        raise _Invalid("must be a text")
    return str(value)


def _labels(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(label, str) and label for label in value):
        raise _Invalid("must be a JSON array of names")
    if len(set(value)) != len(value) or len(value) < 2:
        raise _Invalid("must name at least two different labels")
    return tuple(sorted(value))


def _cleaning(value: Any) -> Cleaning:
    if not isinstance(value, dict):
        raise _Invalid("must be a JSON object")
    problems, settings = [], {}
    for name, setting in value.items():
        if name not in _CLEANING_FIELDS:
            problems.append(f"{name} is not a cleaning option")
            continue
        field, check = _CLEANING_FIELDS[name]
        try:
            settings[field] = check(setting)
        except _Invalid as problem:
            problems.append(f"{name} {problem}")
    if problems:
        raise _Invalid("has problems (" + ", ".join(problems) + ")")
    return Cleaning(**settings)


_CLEANING_FIELDS: dict[str, tuple[str, Check]] = {
    "lowercase": ("lowercase", _boolean),
    "stripUrls": ("strip_urls", _boolean),
    "stripHtml": ("strip_html", _boolean),
    "asciiFold": ("ascii_fold", _boolean),
    "stopWords": ("stop_words", _one_of("none", "english")),
    "stemming": ("stemming", _one_of("none", "english")),
}

# Default and check of each; the defaults are those of `domain/workload/schema.ts`.
_FIELDS: dict[str, tuple[Any, Check]] = {
    "labels": (None, _labels),
    "candidate": ("linear", _text),
    "ngram_min": (1, _integer(1, 3)),
    "ngram_max": (2, _integer(1, 3)),
    "min_df": (2, _integer(1)),
    "max_features": (50_000, _integer(10, 1_000_000)),
    "sublinear_tf": (True, _boolean),
    "c": (1.0, _positive),
    "class_weight": ("none", _one_of("none", "balanced")),
    "seed": (20_261, _integer(0)),
    "max_text_length": (20_000, _integer(1)),
    "dataset_version": (None, _integer(1)),
    "cleaning": (Cleaning(), _cleaning),
}
