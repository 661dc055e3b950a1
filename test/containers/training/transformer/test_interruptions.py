"""A training that is killed anywhere ends with the very bits of one that nothing disturbed."""

from __future__ import annotations

import random
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attempts import Ended
from conftest import TransformerJob
from moments import CountMoments, SignalAt

NewJob = Callable[..., TransformerJob]
SAVE_STEPS = 4


@pytest.fixture(scope="session")
def moments(new_job: NewJob, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], int]:
    """How many moments a whole training has in files whose path has a text."""
    counted: dict[str, int] = {}

    def count(within: str) -> int:
        if within not in counted:
            result = tmp_path_factory.mktemp("moments") / "count"
            ended = new_job().attempt(CountMoments(result, within))
            assert ended.status == 0, ended.log
            counted[within] = int(result.read_text())
        return counted[within]

    return count


def result_of(job: TransformerJob) -> dict[str, Any]:
    """All that a training leaves, but for times."""
    newest = job.checkpoints[0]
    timeless = ("step", "epoch", "train_loss", "learning_rate", "gradient_norm", "validation_loss", "validation_macro_f1")
    return {
        "checkpoint": newest.name,
        **{name: (newest / name).read_bytes() for name in ("model.safetensors", "optimizer.safetensors")},
        "best": {path.name: path.read_bytes() for path in (job.base / "checkpoints" / "best").iterdir()},
        "metrics": [{name: line.get(name) for name in timeless} for line in job.metrics()],
        "findings": [one for one in job.findings() if one["rule"] != "dataBottleneck"],
        "model": job.model()["model.onnx"],
    }


def saves_begun(ended: Ended) -> list[int]:
    return [int(step) for step in re.findall(r"Saving a checkpoint after step (\d+)", ended.log)]


def resumed_at(ended: Ended) -> int:
    found = re.search(r"Going on after step (\d+) of", ended.log)
    return int(found[1]) if found else 0


def steps_taken(ended: Ended) -> int:
    return max((int(step) for step in re.findall(r"^step=(\d+); train", ended.log, re.M)), default=resumed_at(ended))


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_a_random_moment(seed: int, new_job: NewJob, uninterrupted: TransformerJob, moments: Callable[[str], int]) -> None:
    job = new_job()
    moment = random.Random(seed).randrange(moments(""))

    killed = job.attempt(SignalAt(moment))
    finished = job.attempt()

    assert killed.status == -signal.SIGKILL
    assert finished.status == 0, finished.log
    assert result_of(job) == result_of(uninterrupted)


@pytest.mark.parametrize("seed", range(8))
def test_killed_during_a_save(seed: int, new_job: NewJob, uninterrupted: TransformerJob, moments: Callable[[str], int]) -> None:
    job = new_job()
    within = "/checkpoint/"

    killed = job.attempt(SignalAt(random.Random(100 + seed).randrange(moments(within)), within=within))
    finished = job.attempt()

    assert killed.status == -signal.SIGKILL
    assert finished.status == 0, finished.log
    assert result_of(job) == result_of(uninterrupted)


@pytest.mark.parametrize("file", ["step.py", "evaluation.py", "result.py"])
def test_killed_within_a_step_at_the_end_of_an_epoch_and_while_the_model_is_written(
    file: str, new_job: NewJob, uninterrupted: TransformerJob, moments: Callable[[str], int]
) -> None:
    job = new_job()

    killed = job.attempt(SignalAt(random.Random(200).randrange(moments(file)), within=file))
    finished = job.attempt()

    assert killed.status == -signal.SIGKILL
    assert finished.status == 0, finished.log
    assert result_of(job) == result_of(uninterrupted)


def test_killed_again_and_again(new_job: NewJob, uninterrupted: TransformerJob, moments: Callable[[str], int]) -> None:
    job = new_job()
    generator = random.Random(300)
    resumed = [0]
    while True:
        ended = job.attempt(SignalAt(generator.randrange(moments("") // 3)))
        if "Going on after step" in ended.log:
            resumed.append(resumed_at(ended))
        if ended.status == 0:
            break
        assert ended.status == -signal.SIGKILL, ended.log

    assert len(resumed) > 4
    assert resumed == sorted(resumed)
    assert result_of(job) == result_of(uninterrupted)


@pytest.mark.parametrize("seed", range(4))
def test_a_stop_saves_and_leaves_no_model(seed: int, new_job: NewJob, uninterrupted: TransformerJob, moments: Callable[[str], int]) -> None:
    job = new_job()
    moment = random.Random(400 + seed).randrange(moments("step.py"))

    stopped = job.attempt(SignalAt(moment, signal.SIGTERM, within="step.py"))
    model = job.model()
    finished = job.attempt()

    assert stopped.status == 143, stopped.log
    assert model == {}
    assert not (job.base / "output" / "failure").exists()
    # Nothing is lost, but for the step under way.
    assert resumed_at(finished) == steps_taken(stopped)
    assert finished.status == 0, finished.log
    assert result_of(job) == result_of(uninterrupted)


@pytest.mark.parametrize("seed", range(4))
def test_no_more_than_the_save_under_way_and_what_came_after_it_is_lost(seed: int, new_job: NewJob, moments: Callable[[str], int]) -> None:
    job = new_job()
    generator = random.Random(500 + seed)

    killed = job.attempt(SignalAt(generator.randrange(moments("step.py") // 3, moments("step.py")), within="step.py"))
    going_on = job.attempt(SignalAt(0, within="step.py"))

    saves = [0, *saves_begun(killed)]
    assert resumed_at(going_on) in saves[-2:]
    assert steps_taken(killed) - saves[-1] <= SAVE_STEPS
