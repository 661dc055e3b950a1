"""Hyperparameters as SageMaker hands them over, every value a string of JSON; all problems are reported at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .balance import AUGMENTATIONS, SAMPLINGS
from .errors import TrainingError
from .label_codes import MULTI_LABEL, TASKS, THRESHOLDS

Check = Callable[[Any], Any]
# Default and check of each hyperparameter.
Fields = Mapping[str, tuple[Any, Check]]


class InvalidValue(Exception):
    """What is wrong with one value, to be said after its name."""


def parse_fields(
    raw: Mapping[str, str],
    fields: Fields,
    required: tuple[str, ...] = ("family", "labels", "candidate"),
    problems_of: Callable[[Mapping[str, Any]], list[str]] = lambda _values: [],
) -> dict[str, Any]:
    """Checks the strings of `hyperparameters.json` against `COMMON_FIELDS` and the family's own.

    `problems_of` looks at values together, at the default where one is wrong. Raises `TrainingError` that names every problem.
    """
    problems: list[str] = []
    fields = {**COMMON_FIELDS, **fields}
    values = {name: default for name, (default, _check) in fields.items()}
    for name, text in raw.items():
        # SageMaker's own SDKs add keys with the prefix; a tuning job tells each trial what it is compared by.
        if name.startswith("sagemaker_") or name == "_tuning_objective_metric":
            continue
        if name not in fields:
            problems.append(f"{name} is not a hyperparameter of this family")
            continue
        try:
            values[name] = fields[name][1](value_of(text))
        except InvalidValue as problem:
            problems.append(f"{name} {problem}")
    problems += [f"{name} is missing" for name in required if name not in raw]
    if values["augmentation"] != "none" and values["sampling"] != "balanced":
        problems.append("augmentation alters the copies of balanced sampling: it needs sampling to be balanced")
    if values["task"] == MULTI_LABEL and values["sampling"] != "none":
        problems.append("sampling goes by the one label of a text: it must be none when the task is multi-label")
    problems += problems_of(values)
    if problems:
        raise TrainingError("Hyperparameters are invalid: " + "; ".join(problems))
    return values


def value_of(text: Any) -> Any:
    """JSON where the string is JSON, else the string itself: `english` and `"english"` say the same."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def integer(minimum: int, maximum: int | None = None) -> Check:
    wanted = f"must be an integer of at least {minimum}" + (f" and at most {maximum}" if maximum is not None else "")

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < minimum or (maximum is not None and value > maximum):
            raise InvalidValue(wanted)
        return value

    return check


def positive(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise InvalidValue("must be a number above 0")
    return float(value)


def not_negative(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise InvalidValue("must be a number of at least 0")
    return float(value)


def number(maximum: float, minimum: float | None = None, above: float | None = None) -> Check:
    """A number up to `maximum`, from `minimum` on or above `above`."""
    wanted = f"must be a number {f'of at least {minimum}' if above is None else f'above {above}'} and at most {maximum}"

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value <= maximum:
            raise InvalidValue(wanted)
        if (minimum is not None and value < minimum) or (above is not None and value <= above):
            raise InvalidValue(wanted)
        return float(value)

    return check


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidValue("must be true or false")
    return value


def one_of(*allowed: str) -> Check:
    def check(value: Any) -> str:
        if value not in allowed:
            raise InvalidValue("must be " + " or ".join(allowed))
        return value

    return check


def text(value: Any) -> str:
    # A name of digits only reads as a JSON number.
    if isinstance(value, (bool, list, dict)) or value is None or str(value) == "":
        raise InvalidValue("must be a text")
    return str(value)


def labels(value: Any) -> tuple[str, ...]:
    """Names in sorted order: that of the model's columns."""
    if not isinstance(value, list) or not all(isinstance(label, str) and label for label in value):
        raise InvalidValue("must be a JSON array of names")
    if len(set(value)) != len(value) or len(value) < 2:
        raise InvalidValue("must name at least two different labels")
    return tuple(sorted(value))


# What the platform tells every family.
COMMON_FIELDS: Fields = {
    "family": (None, text),
    "labels": (None, labels),
    "task": ("single-label", one_of(*TASKS)),
    "thresholds": ("half", one_of(*THRESHOLDS)),
    "candidate": (None, text),
    "seed": (20_261, integer(0)),
    "max_text_length": (20_000, integer(1)),
    "dataset_version": (None, integer(1)),
    "sampling": ("none", one_of(*SAMPLINGS)),
    "augmentation": ("none", one_of(*AUGMENTATIONS)),
}
