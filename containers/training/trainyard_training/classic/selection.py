"""Which terms are kept when there are too many."""

from __future__ import annotations

from enum import Enum


class Selection(Enum):
    """The most frequent ones, or those whose frequency depends most on the label (chi-squared)."""

    FREQUENT = "frequent"
    TELLING = "telling"
