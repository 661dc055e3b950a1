"""Batches, learning rate, loss and save interval: functions of numbers."""

from __future__ import annotations

import math

import numpy
import pytest
import torch
from torch.nn import CrossEntropyLoss
from trainyard_training.transformer.batches import micro_batches_for, plan_epoch, split_batch, steps_per_epoch
from trainyard_training.transformer.checkpoint.interval import SaveSchedule, best_interval_seconds
from trainyard_training.transformer.hyperparameters import Hyperparameters
from trainyard_training.transformer.loss import CrossEntropy
from trainyard_training.transformer.optimization import learning_rate

LENGTHS = numpy.random.default_rng(7).integers(3, 128, size=1003)


def hyperparameters(**changes: str) -> Hyperparameters:
    return Hyperparameters.parse(
        {"family": "transformer", "labels": '["a", "b"]', "candidate": "one", "base": "tiny", **changes}
    )


@pytest.mark.parametrize("epoch", range(3))
def test_an_epoch_has_each_row_once(epoch: int) -> None:
    batches = plan_epoch(LENGTHS, 32, seed=1, epoch=epoch)

    assert len(batches) == steps_per_epoch(len(LENGTHS), 32)
    assert sorted(numpy.concatenate(batches).tolist()) == list(range(len(LENGTHS)))


def test_epochs_and_seeds_differ_and_the_same_ones_do_not() -> None:
    first, again, other_epoch, other_seed = (
        [batch.tolist() for batch in plan_epoch(LENGTHS, 32, seed, epoch)] for seed, epoch in ((1, 0), (1, 0), (1, 1), (2, 0))
    )

    assert first == again
    assert first != other_epoch
    assert first != other_seed


def test_rows_of_similar_length_come_together() -> None:
    batches = plan_epoch(LENGTHS, 32, seed=1, epoch=0)
    padded = sum(len(batch) * LENGTHS[batch].max() for batch in batches)
    by_chance = numpy.random.default_rng(1).permutation(len(LENGTHS))
    padded_by_chance = sum(len(rows) * LENGTHS[rows].max() for rows in numpy.array_split(by_chance, 32))

    assert padded < 1.1 * LENGTHS.sum()
    assert padded_by_chance > 1.8 * LENGTHS.sum()


@pytest.mark.parametrize(
    ("batch", "most", "world", "at_least", "expected"),
    [(32, 32, 1, 1, 1), (32, 8, 1, 1, 4), (32, 8, 3, 1, 6), (32, 32, 2, 1, 2), (32, 32, 1, 4, 4), (33, 32, 1, 1, 2)],
)
def test_micro_batches_are_shared_out_evenly(batch: int, most: int, world: int, at_least: int, expected: int) -> None:
    assert micro_batches_for(batch, most, world, at_least) == expected


def test_the_learning_rate_rises_and_falls_in_straight_lines() -> None:
    values = hyperparameters(learning_rate="0.1", warmup_ratio="0.2")

    rates = [learning_rate(step, 10, values) for step in range(10)]

    assert rates == pytest.approx([0.05, 0.1, 0.1, 0.0875, 0.075, 0.0625, 0.05, 0.0375, 0.025, 0.0125])


@pytest.mark.parametrize("class_weight", ["none", "balanced"])
def test_the_parts_of_a_batch_add_up_to_its_loss(class_weight: str) -> None:
    generator = numpy.random.default_rng(3)
    labels = generator.choice(3, size=40, p=[0.7, 0.2, 0.1])
    logits = torch.tensor(generator.normal(size=(40, 3)), dtype=torch.float32)
    loss = CrossEntropy(labels, 3, class_weight, 0.1, torch.device("cpu"))
    counts = numpy.bincount(labels)
    weight = torch.tensor(40 / (3 * counts), dtype=torch.float32) if class_weight == "balanced" else None

    total = loss.total_weight(labels)
    parts = sum(
        loss(logits[rows], torch.from_numpy(labels[rows]), total) for rows in split_batch(numpy.arange(40), 7)
    )

    whole = CrossEntropyLoss(weight=weight, label_smoothing=0.1)(logits, torch.from_numpy(labels))
    assert float(parts) == pytest.approx(float(whole), abs=1e-6)


def test_the_interval_is_that_of_young_and_daly() -> None:
    # Two seconds a save and an interruption in ten hours: every 379 s.
    assert best_interval_seconds(2.0, 0.1) == pytest.approx(math.sqrt(2 * 2 * 36_000))
    assert best_interval_seconds(2.0, 0.0) == math.inf


def test_no_other_interval_loses_less_time() -> None:
    save_seconds, per_hour = 3.0, 0.5

    def lost_share(interval: float) -> float:
        return save_seconds / interval + interval / 2 * per_hour / 3600

    best = best_interval_seconds(save_seconds, per_hour)

    assert all(lost_share(best) <= lost_share(best * factor) for factor in numpy.linspace(0.1, 10, 100))


def test_saves_are_due_by_time_and_by_step() -> None:
    by_time = SaveSchedule(36.0, 0, expected_save_seconds=2.0, now=100.0)
    by_step = SaveSchedule(0.0, 5, expected_save_seconds=2.0, now=100.0)

    assert by_time.interval_seconds == 20.0
    assert [by_time.due(1, now) for now in (119.0, 120.0)] == [False, True]
    assert by_time.due(1, 115.0, ahead_seconds=5.0)
    assert [by_step.due(step, 1e9) for step in (4, 5, 6)] == [False, True, False]


def test_measured_saves_move_the_interval_and_never_overlap() -> None:
    schedule = SaveSchedule(36.0, 0, expected_save_seconds=2.0, now=0.0)

    schedule.measured(cost_seconds=0.0, write_seconds=50.0)

    assert schedule.interval_seconds == 50.0
