"""Two processes train what one trains, and either goes on where the other stopped."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from conftest import TransformerJob
from moments import SignalAt
from trainyard_training.errors import TrainingError
from trainyard_training.transformer.launch import read_layout

NewJob = Callable[..., TransformerJob]

# Parts of eight rows: one process takes both of a batch, two take one each.
SPLIT = {"max_batch_per_device": 8, "epochs": 2}


@pytest.fixture(scope="module")
def by_one(new_job: NewJob) -> TransformerJob:
    job = new_job(**SPLIT)
    ended = job.attempt()
    assert ended.status == 0, ended.log
    return job


@pytest.fixture(scope="module")
def by_two(new_job: NewJob) -> TransformerJob:
    job = new_job(**SPLIT, processes_per_instance=2)
    ended = job.as_program()
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert "2 processes on cpu" in ended.stdout
    return job


def losses(job: TransformerJob) -> list[float]:
    return [line["train_loss"] for line in job.metrics() if "train_loss" in line]


def test_two_processes_have_the_loss_curve_of_one(by_two: TransformerJob, by_one: TransformerJob) -> None:
    # Dropout included: random numbers belong to the part of the batch, not to the process.
    assert losses(by_two) == pytest.approx(losses(by_one), abs=1e-5)
    for (name, one), other in zip(by_two.weights().items(), by_one.weights().values()):
        assert torch.allclose(one, other, atol=1e-5), name
    assert [line["validation_macro_f1"] for line in by_two.metrics() if "validation_macro_f1" in line] == pytest.approx(
        [line["validation_macro_f1"] for line in by_one.metrics() if "validation_macro_f1" in line]
    )


def test_what_one_process_began_two_end(new_job: NewJob, by_one: TransformerJob) -> None:
    job = new_job(**SPLIT)
    stopped = job.attempt(SignalAt(20, signal.SIGTERM, function="take"))
    job.hyperparameters(**SPLIT, processes_per_instance=2)

    ended = job.as_program()

    assert stopped.status == 143, stopped.log
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert "Going on after step 11 of 26" in ended.stdout
    assert losses(job) == pytest.approx(losses(by_one), abs=1e-5)


def test_what_two_processes_began_one_ends(by_two: TransformerJob, by_one: TransformerJob, tmp_path: Path) -> None:
    job = TransformerJob(tmp_path / "job")
    shutil.copytree(by_two.base, job.base)
    # As if the machine had gone after the last checkpoint before the end.
    shutil.rmtree(job.checkpoints[0])
    job.hyperparameters(**SPLIT)

    ended = job.attempt()

    assert ended.status == 0, ended.log
    assert "Going on after step 24 of 26" in ended.log
    assert losses(job) == pytest.approx(losses(by_one), abs=1e-5)


def test_what_is_wrong_is_said_once_for_all_processes(new_job: NewJob) -> None:
    job = new_job(processes_per_instance=2, freeze_layers=9)

    ended = job.as_program()

    assert ended.returncode != 0
    assert job.failure() == "freeze_layers is 9, and the base has 2 layers"


def test_machines_meet_at_the_first_in_alphabetical_order(tmp_path: Path) -> None:
    config = tmp_path / "input" / "config" / "resourceconfig.json"
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({"current_host": "algo-2", "hosts": ["algo-2", "algo-1"], "network_interface_name": "eth0"}))

    layout = read_layout(tmp_path, processes_per_instance=4)

    assert layout.world_size == 8
    assert layout.torchrun()[3:7] == ["--nnodes=2", "--node-rank=1", "--master-addr=algo-1", "--master-port=29500"]


def test_a_machine_that_is_none_of_the_hosts(tmp_path: Path) -> None:
    config = tmp_path / "input" / "config" / "resourceconfig.json"
    config.parent.mkdir(parents=True)
    config.write_text('{"current_host": "algo-3", "hosts": ["algo-1"]}')

    with pytest.raises(TrainingError, match="does not say which hosts there are"):
        read_layout(tmp_path, 1)
