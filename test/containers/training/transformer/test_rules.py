"""Rules in a training: what they stop, what they tell, and that a resumed one comes to the same."""

from __future__ import annotations

import math
import signal
from collections.abc import Callable
from typing import Any

from broken_loss import BrokenLoss
from conftest import TransformerJob
from moments import SignalAt

NewJob = Callable[..., TransformerJob]


def at_step(step: int) -> dict[str, Any]:
    """A rule that stops there whatever was learned: the loss is above 0."""
    return {"lossNotDecreasing": {"action": "stop", "window": step // 2, "decrease": 1}}


def test_a_loss_that_is_no_number_ends_the_training_and_a_later_one_goes_on_from_before(new_job: NewJob) -> None:
    job = new_job(epochs=1)

    ended = job.attempt(BrokenLoss(7))

    assert ended.status == 1
    assert job.failure().startswith("TRAINING_STOPPED: nonFiniteLoss: the loss of step 7 is not a finite number")
    assert job.model() == {}
    assert [path.name for path in job.checkpoints] == ["step-00000004-epoch-000"]


def test_a_step_without_a_number_is_left_out_where_the_rule_only_tells(new_job: NewJob) -> None:
    job = new_job(epochs=1, rules={"nonFiniteLoss": "notify"})

    ended = job.attempt(BrokenLoss(7))

    assert ended.status == 0, ended.log
    (finding,) = [one for one in job.findings() if one["rule"] == "nonFiniteLoss"]
    assert (finding["step"], finding["action"]) == (7, "notify")
    losses = {line["step"]: line["train_loss"] for line in job.metrics() if "train_loss" in line}
    assert sorted(losses) == [*range(1, 7), *range(8, 14)]
    assert all(math.isfinite(loss) for loss in losses.values())


def test_a_rule_stops_at_the_same_step_after_an_interruption(new_job: NewJob) -> None:
    whole, killed = new_job(rules=at_step(20)), new_job(rules=at_step(20))

    assert whole.attempt().status == 1
    assert killed.attempt(SignalAt(30, signal.SIGKILL, function="take")).status == -signal.SIGKILL
    resumed = killed.attempt()

    assert resumed.status == 1
    assert "Going on after step" in resumed.log
    assert killed.failure() == whole.failure()
    assert killed.failure().startswith("TRAINING_STOPPED: lossNotDecreasing: ")
    assert [one["step"] for one in killed.findings() if one["action"] == "stop"] == [20]


def test_a_rule_of_the_leading_process_stops_all(new_job: NewJob) -> None:
    job = new_job(epochs=2, processes_per_instance=2, rules=at_step(8))

    ended = job.as_program()

    assert ended.returncode == 1
    assert job.failure().startswith("TRAINING_STOPPED: lossNotDecreasing: ")
    assert "step=8;" in ended.stdout and "step=9;" not in ended.stdout
    assert job.model() == {}


def test_each_step_tells_where_its_time_went(uninterrupted: TransformerJob) -> None:
    steps = [line for line in uninterrupted.metrics() if "train_loss" in line]

    for phase in ("data", "forward", "backward", "optimizer"):
        assert all(line[f"{phase}_seconds"] > 0 for line in steps)
    assert sum(line["save_seconds"] for line in steps) > 0
