"""Training jobs of the `transformer` family on a tiny base."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from attempts import Ended, Prepare, attempt
from pyarrow import parquet
from safetensors.torch import load_file
from tiny import LABELS, Row, sentences, write_tiny_base
from torch import Tensor

# 3 epochs of 13 steps; a checkpoint every 4 steps and at the end of an epoch.
DEFAULTS: dict[str, Any] = {
    "family": "transformer",
    "labels": list(LABELS),
    "candidate": "tiny",
    "base": "tiny",
    "max_tokens": 48,
    "epochs": 3,
    "batch_size": 16,
    "learning_rate": 0.003,
    "log_steps": 1,
    "save_steps": 4,
}


class TransformerJob:
    """A base folder with all inputs, and what a training leaves in it."""

    def __init__(self, base: Path) -> None:
        self.base = base

    @staticmethod
    def create(base: Path, tiny_base: Path, rows: int) -> TransformerJob:
        job = TransformerJob(base)
        shutil.copytree(tiny_base, job.base_channel)
        job.channel("train", sentences(rows, seed=1))
        job.channel("validation", sentences(48, seed=2))
        return job

    @property
    def base_channel(self) -> Path:
        return self.base / "input" / "data" / "base"

    @property
    def checkpoints(self) -> list[Path]:
        """Newest first."""
        return sorted((self.base / "checkpoints").glob("step-*"), reverse=True)

    def hyperparameters(self, **changes: Any) -> None:
        folder = self.base / "input" / "config"
        folder.mkdir(parents=True, exist_ok=True)
        values = {name: json.dumps(value) for name, value in {**DEFAULTS, **changes}.items() if value is not None}
        (folder / "hyperparameters.json").write_text(json.dumps(values), "utf-8")

    def channel(self, name: str, rows: list[Row]) -> None:
        path = self.base / "input" / "data" / name / "part-0.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = list(zip(*rows)) or [(), (), ()]
        table = {column: pyarrow.array(values, pyarrow.string()) for column, values in zip(("row_id", "text", "label"), columns)}
        parquet.write_table(pyarrow.table(table), path)

    def as_program(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """A whole process of its own, as the image's entry point starts it."""
        return subprocess.run(
            [sys.executable, "-m", "trainyard_training"],
            env={**os.environ, "OMP_NUM_THREADS": "1", "SAGEMAKER_BASE_DIR": str(self.base), **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def attempt(self, prepare: Prepare | None = None) -> Ended:
        return attempt(self.base, prepare)

    def failure(self) -> str:
        return (self.base / "output" / "failure").read_text("utf-8")

    def metrics(self) -> list[dict[str, float]]:
        return [json.loads(line) for line in (self.base / "output" / "data" / "metrics.jsonl").read_text("utf-8").splitlines()]

    def findings(self) -> list[dict[str, Any]]:
        return json.loads((self.base / "output" / "data" / "findings.json").read_text("utf-8"))

    def model(self) -> dict[str, bytes]:
        folder = self.base / "model"
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}

    def weights(self) -> dict[str, Tensor]:
        """Of the newest checkpoint."""
        return load_file(self.checkpoints[0] / "model.safetensors")


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_base(tmp_path_factory.mktemp("bases") / "tiny")


@pytest.fixture(scope="session")
def base_without_dropout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_base(tmp_path_factory.mktemp("bases") / "still", dropout=0.0)


@pytest.fixture(scope="session")
def other_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_base(tmp_path_factory.mktemp("bases") / "other", seed=6)


@pytest.fixture(scope="session")
def new_job(tmp_path_factory: pytest.TempPathFactory, tiny_base: Path) -> Callable[..., TransformerJob]:
    def create(rows: int = 200, tiny_base: Path = tiny_base, **hyperparameters: Any) -> TransformerJob:
        job = TransformerJob.create(tmp_path_factory.mktemp("job"), tiny_base, rows)
        job.hyperparameters(**hyperparameters)
        return job

    return create


@pytest.fixture
def job(new_job: Callable[..., TransformerJob]) -> TransformerJob:
    return new_job()


@pytest.fixture(scope="session")
def uninterrupted(new_job: Callable[..., TransformerJob]) -> TransformerJob:
    """A training that nothing disturbed."""
    job = new_job()
    ended = job.attempt()
    assert ended.status == 0, ended.log
    return job
