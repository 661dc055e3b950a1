"""Which rows make each optimizer step: a pure function of seed, epoch and lengths, so that a position is two numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

# Rows are sorted by length within pools of so many batches: little padding, and batches that still differ by epoch.
_POOL_BATCHES = 100


def steps_per_epoch(rows: int, batch_size: int) -> int:
    """Optimizer steps of an epoch; the last one may have fewer rows."""
    return -(-rows // batch_size)


def plan_epoch(lengths: Sequence[int], batch_size: int, seed: int, epoch: int) -> list[numpy.ndarray]:
    """The rows' positions of each batch of an epoch, each row once, rows of similar length together.

    The rows are shuffled, sorted by length within pools, cut into batches, and the batches shuffled. Inside a batch the
    rows are in order of length, so that micro-batches cut from it are padded little too.
    """
    generator = numpy.random.Generator(numpy.random.Philox(key=numpy.array([seed, epoch], dtype=numpy.uint64)))
    order = generator.permutation(len(lengths))
    lengths = numpy.asarray(lengths)
    pool = batch_size * _POOL_BATCHES
    batches: list[numpy.ndarray] = []
    for start in range(0, len(order), pool):
        rows = order[start : start + pool]
        rows = rows[numpy.argsort(lengths[rows], kind="stable")]
        batches += [rows[cut : cut + batch_size] for cut in range(0, len(rows), batch_size)]
    return [batches[position] for position in generator.permutation(len(batches))]


def split_batch(batch: numpy.ndarray, micro_batches: int) -> list[numpy.ndarray]:
    """The batch in so many parts of equal size, give or take a row; parts may be empty."""
    return numpy.array_split(batch, micro_batches)


def micro_batches_for(batch_size: int, most_rows: int, world_size: int, at_least: int = 1) -> int:
    """The smallest multiple of the world size that keeps a micro-batch within `most_rows` rows and is `at_least` so many."""
    wanted = max(-(-batch_size // most_rows), at_least)
    return -(-wanted // world_size) * world_size
