"""Whatever is in the checkpoint folder, a training goes on from the newest checkpoint that is whole, or says why not."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TransformerJob
from limits import SmallFiles
from moments import SignalAt
from test_interruptions import result_of, resumed_at

NewJob = Callable[..., TransformerJob]


@pytest.fixture(scope="session")
def interrupted(new_job: NewJob) -> TransformerJob:
    """Stopped with two checkpoints, after steps 20 and 21."""
    job = new_job()
    # As step 21 begins: each step is a call and a return.
    stopped = job.attempt(SignalAt(40, signal.SIGTERM, function="take"))
    assert [folder.name for folder in job.checkpoints] == ["step-00000021-epoch-001", "step-00000020-epoch-001"], stopped.log
    return job


@pytest.fixture
def copy(interrupted: TransformerJob, tmp_path: Path) -> TransformerJob:
    base = tmp_path / "job"
    shutil.copytree(interrupted.base, base)
    return TransformerJob(base)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _delete(path: Path) -> None:
    path.unlink()


def _garble(path: Path) -> None:
    path.write_text('{"format": 1, "files": {"../../input/config/hyperparameters.json": {"sha256": "0", "size": 1}}}')


@pytest.mark.parametrize(
    "file", ["model.safetensors", "optimizer.safetensors", "state.json", "metrics.jsonl", "commit.json"]
)
@pytest.mark.parametrize("damage", [_flip, _truncate, _delete])
def test_a_broken_checkpoint_is_skipped_for_the_one_before_it(file: str, damage: Callable[[Path], None], copy: TransformerJob) -> None:
    damage(copy.checkpoints[0] / file)

    going_on = copy.attempt(SignalAt(0, within="step.py"))

    assert "Warning: Checkpoint step-00000021-epoch-001" in going_on.log
    assert resumed_at(going_on) == 20


def test_a_marker_that_names_files_elsewhere_is_not_followed(copy: TransformerJob) -> None:
    _garble(copy.checkpoints[0] / "commit.json")

    going_on = copy.attempt(SignalAt(0, within="step.py"))

    assert "has a marker that names files elsewhere: it is skipped" in going_on.log
    assert resumed_at(going_on) == 20


def test_a_mixture_of_two_copies_is_no_checkpoint(copy: TransformerJob) -> None:
    newest, older = copy.checkpoints
    shutil.copy(older / "model.safetensors", newest / "model.safetensors")

    going_on = copy.attempt(SignalAt(0, within="step.py"))

    assert "has a model.safetensors of another content: it is skipped" in going_on.log
    assert resumed_at(going_on) == 20


def test_lost_best_weights_break_the_checkpoints_that_need_them(copy: TransformerJob) -> None:
    shutil.rmtree(copy.base / "checkpoints" / "best")

    going_on = copy.attempt(SignalAt(0, within="step.py"))

    assert going_on.log.count("lacks step-00000013.safetensors: it is skipped") == 2
    assert resumed_at(going_on) == 0


def test_a_training_from_the_older_checkpoint_ends_with_the_same_bits(copy: TransformerJob, uninterrupted: TransformerJob) -> None:
    _flip(copy.checkpoints[0] / "optimizer.safetensors")

    finished = copy.attempt()

    assert finished.status == 0, finished.log
    assert result_of(copy) == result_of(uninterrupted)


def test_without_a_whole_checkpoint_it_starts_anew(copy: TransformerJob, uninterrupted: TransformerJob) -> None:
    for folder in copy.checkpoints:
        _truncate(folder / "model.safetensors")

    finished = copy.attempt()

    assert finished.log.count("it is skipped") == 2
    assert "Going on" not in finished.log
    assert result_of(copy) == result_of(uninterrupted)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"learning_rate": 0.001, "epochs": 4}, "epochs (3, now 4), learning_rate (0.003, now 0.001)"),
        ({"labels": ["negative", "neutral", "positive", "mixed"]}, "labels"),
        ({"seed": 1}, "seed (20261, now 1)"),
    ],
)
def test_a_checkpoint_of_another_configuration_is_refused(changes: dict[str, object], said: str, copy: TransformerJob) -> None:
    before = {path: path.read_bytes() for path in (copy.base / "checkpoints").rglob("*") if path.is_file()}
    copy.hyperparameters(**changes)

    refused = copy.attempt()

    assert refused.status == 1
    assert "The checkpoint of step 21 is of another training" in copy.failure()
    assert said in copy.failure()
    assert {path: path.read_bytes() for path in (copy.base / "checkpoints").rglob("*") if path.is_file()} == before


def test_a_checkpoint_of_other_rows_or_of_another_base_is_refused(copy: TransformerJob, other_base: Path) -> None:
    copy.channel("train", [("1", "great dress", "positive"), ("2", "awful", "negative")])
    shutil.rmtree(copy.base_channel)
    shutil.copytree(other_base, copy.base_channel)

    refused = copy.attempt()

    assert refused.status == 1
    assert "these differ: base, rows" in copy.failure()


def test_how_often_is_saved_may_change_between_attempts(copy: TransformerJob, uninterrupted: TransformerJob) -> None:
    copy.hyperparameters(save_steps=0, keep_checkpoints=1, interruptions_per_hour=5)

    finished = copy.attempt()

    assert finished.status == 0, finished.log
    assert len(copy.checkpoints) == 1
    assert (copy.checkpoints[0] / "model.safetensors").read_bytes() == (uninterrupted.checkpoints[0] / "model.safetensors").read_bytes()


def test_the_newest_checkpoints_and_the_best_weights_that_they_need_are_kept(uninterrupted: TransformerJob) -> None:
    best = json.loads((uninterrupted.checkpoints[0] / "state.json").read_text())["progress"]["best"]["step"]

    assert [folder.name for folder in uninterrupted.checkpoints] == ["step-00000039-epoch-003", "step-00000036-epoch-002"]
    assert f"step-{best:08}.safetensors" in [path.name for path in (uninterrupted.base / "checkpoints" / "best").iterdir()]
    assert {path.name for path in (uninterrupted.base / "checkpoints").iterdir()} == {"best", *(one.name for one in uninterrupted.checkpoints)}


def test_a_disk_that_takes_no_checkpoint_is_told_of_and_does_not_end_the_training(job: TransformerJob) -> None:
    # The weights have 91 KB, the optimizer's state twice as much.
    finished = job.attempt(SmallFiles(150_000))

    assert finished.status == 0, finished.log
    assert "Warning: The checkpoint could not be written (File too large): training goes on without it" in finished.log
    assert job.checkpoints == []
