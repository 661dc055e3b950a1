"""A batch that does not fit into the memory is computed in parts, with the same result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TransformerJob
from limits import SmallMemory

NewJob = Callable[..., TransformerJob]


def test_the_batch_is_halved_until_it_fits_and_the_global_batch_stays(new_job: NewJob) -> None:
    small, planned = new_job(epochs=1), new_job(epochs=1, max_batch_per_device=4)

    halved = small.attempt(SmallMemory(rows=5))
    accumulated = planned.attempt()

    assert halved.status == 0, halved.log
    assert accumulated.status == 0, accumulated.log
    assert "the batch of 16 rows is now computed in 2 parts of at most 8 rows, with the same result" in halved.log
    assert "the batch of 16 rows is now computed in 4 parts of at most 4 rows, with the same result" in halved.log
    # The very bits of a training that was told to take four rows at a time.
    assert small.model()["model.onnx"] == planned.model()["model.onnx"]
    assert [line.get("train_loss") for line in small.metrics()] == [line.get("train_loss") for line in planned.metrics()]


def test_parts_change_nothing_but_the_order_of_sums(new_job: NewJob, base_without_dropout: Path) -> None:
    whole, parts = (new_job(epochs=1, max_batch_per_device=rows, tiny_base=base_without_dropout) for rows in (16, 3))

    for job in (whole, parts):
        ended = job.attempt()
        assert ended.status == 0, ended.log

    # Not the weights: the bias of attention's keys has no gradient but rounding, which AdamW makes large.
    curves = [[line["train_loss"] for line in job.metrics() if "train_loss" in line] for job in (whole, parts)]
    assert curves[0] == pytest.approx(curves[1], abs=1e-4)


def test_after_an_interruption_it_goes_on_in_the_parts_that_fitted(new_job: NewJob) -> None:
    job = new_job(epochs=1)
    stopped = job.attempt(SmallMemory(rows=4, stop_at_step=4))
    finished = job.attempt(SmallMemory(rows=4))

    assert stopped.status == 143, stopped.log
    assert "4 micro-batches a step" in finished.log
    assert "did not fit" not in finished.log


def test_one_row_that_does_not_fit_ends_the_training_with_what_to_do(job: TransformerJob) -> None:
    ended = job.attempt(SmallMemory(rows=0))

    assert ended.status == 1
    assert job.failure() == "One row at a time does not fit into the memory: lower max_tokens or take a larger machine"
