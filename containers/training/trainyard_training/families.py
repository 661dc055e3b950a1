"""The platform's families: which package trains a candidate."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from .contract import Contract
from .errors import TrainingError
from .fields import value_of

# Package of each family: its module `job` has `run(contract)`. Imported when asked for, since their dependencies differ.
_PACKAGES = {
    "linear": "classic",
    "naive-bayes": "classic",
    "gradient-boosting": "classic",
    "random-forest": "classic",
    "transformer": "transformer",
}


def run_family(contract: Contract) -> None:
    """Trains what the hyperparameter `family` names. Raises `TrainingError` when it cannot."""
    import_module(f"{__package__}.{_PACKAGES[family_of(contract.hyperparameters())]}.job").run(contract)


def family_of(hyperparameters: Mapping[str, str]) -> str:
    """The platform family that the hyperparameters name. Raises `TrainingError` when they name none."""
    if "family" not in hyperparameters:
        raise TrainingError("Hyperparameters are invalid: family is missing")
    family = value_of(hyperparameters["family"])
    if not isinstance(family, str) or family not in _PACKAGES:
        raise TrainingError(f"Hyperparameters are invalid: family must be {' or '.join(_PACKAGES)}")
    return family
