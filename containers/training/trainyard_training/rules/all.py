"""The rules by name, and those that each kind of family is watched by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import (
    data_bottleneck,
    dead_class,
    exploding_gradients,
    loss_not_decreasing,
    low_gpu_use,
    non_finite_loss,
    overfit,
    vanishing_gradients,
)
from .rule import Rule

_MODULES: tuple[Rule, ...] = (
    non_finite_loss,
    loss_not_decreasing,
    overfit,
    exploding_gradients,
    vanishing_gradients,
    dead_class,
    low_gpu_use,
    data_bottleneck,
)
RULES: Mapping[str, Rule] = {rule.NAME: rule for rule in _MODULES}

# Settings by rule, in the order in which they look.
Settings = Mapping[str, Any]

OF_STEPS: Settings = {name: rule.Settings() for name, rule in RULES.items()}

# Families that train in one go and validate once. Trees know their training rows by heart and are none the worse.
OF_ONE_FIT: Settings = {
    overfit.NAME: overfit.Settings(action="none"),
    dead_class.NAME: dead_class.Settings(patience=1),
}
