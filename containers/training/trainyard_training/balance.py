"""Balanced training rows, for every family: rare classes are repeated or frequent ones thinned out, always seeded.

Only the rows that a model learns from are ever passed here, never those that it is measured on.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from .alter import alter
from .rows import Rows

SAMPLINGS = ("none", "balanced", "undersampled")
AUGMENTATIONS = ("none", "light")
# A class is repeated no more often: a handful of rows says nothing new the hundredth time.
_MOST_TIMES = 10


def rebalance(rows: Rows, sampling: str, augmentation: str, seed: int) -> Rows:
    """The rows in their order, then the copies that were added.

    `balanced`: a class has as many rows as the most frequent one, but no more than ten times its own; each row comes
    equally often, give or take one. `undersampled`: each class keeps as many rows, chosen at random, as the rarest one has.
    `light` augmentation alters the copies that `balanced` adds (see `alter.py`).
    """
    members = _members(rows)
    if sampling == "none" or not members:
        return rows
    if sampling == "undersampled":
        fewest = min(len(positions) for positions in members.values())
        kept = [
            position
            for label, positions in members.items()
            for position in _random(seed, label).sample(positions, fewest)
        ]
        return _taken(rows, sorted(kept))
    most = max(len(positions) for positions in members.values())
    added = [
        (position, label)
        for label, positions in members.items()
        for position in _copies(positions, min(most, _MOST_TIMES * len(positions)) - len(positions), _random(seed, label))
    ]
    copies = _taken(rows, [position for position, _label in added])
    if augmentation == "light":
        random = Random(f"{seed}:light")
        copies = Rows([alter(text, random) for text in copies.texts], copies.labels)
    return Rows(rows.texts + copies.texts, rows.labels + copies.labels)


def _members(rows: Rows) -> dict[int, list[int]]:
    members: dict[int, list[int]] = {}
    for position, label in enumerate(rows.labels):
        members.setdefault(label, []).append(position)
    return dict(sorted(members.items()))


def _copies(positions: Sequence[int], wanted: int, random: Random) -> list[int]:
    rounds, rest = divmod(wanted, len(positions))
    return [*positions] * rounds + sorted(random.sample(positions, rest))


def _taken(rows: Rows, positions: Sequence[int]) -> Rows:
    return Rows([rows.texts[one] for one in positions], [rows.labels[one] for one in positions])


def _random(seed: int, label: int) -> Random:
    # Of its own for each class: rows of another class do not change which ones are taken here.
    return Random(f"{seed}:{label}")
