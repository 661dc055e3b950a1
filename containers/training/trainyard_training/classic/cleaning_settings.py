"""Which steps of cleaning a candidate takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..fields import Check, InvalidValue, boolean, one_of


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


def read_cleaning(value: Any) -> Cleaning:
    """Checks the object that a workload gives. Raises `InvalidValue` that names every problem."""
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
