"""A training job's folders, as SageMaker lays them out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet
from trainyard_training.__main__ import main

APP = Path(__file__).parents[3]
Row = tuple[str, str, str]


class TrainingJob:
    """A base folder to fill, and the container's entry point run on it as a process."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def hyperparameters(self, **values: str) -> None:
        folder = self.base / "input" / "config"
        folder.mkdir(parents=True, exist_ok=True)
        values = {"family": "linear", "candidate": "chosen", "labels": '["negative", "positive"]', **values}
        (folder / "hyperparameters.json").write_text(json.dumps(values), "utf-8")

    def channel(self, name: str, rows: Sequence[Row], file: str = "part-0.parquet") -> Path:
        path = self.base / "input" / "data" / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = dict(zip(("row_id", "text", "label"), zip(*rows))) if rows else {}
        table = pyarrow.table(
            {
                **{name: pyarrow.array(columns.get(name, ()), pyarrow.string()) for name in ("row_id", "text", "label")},
                "upload_id": pyarrow.array(["upload"] * len(rows), pyarrow.string()),
            }
        )
        parquet.write_table(table, path)
        return path

    def run(self) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "SAGEMAKER_BASE_DIR": str(self.base),
            "PYTHONPATH": str(APP / "containers" / "training"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.run(
            [sys.executable, "-m", "trainyard_training"], env=environment, capture_output=True, text=True, timeout=120
        )

    def run_here(self, monkeypatch: pytest.MonkeyPatch) -> int:
        """The same entry point in this process: quicker, for what fails before it trains."""
        monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(self.base))
        return main()

    def failure(self) -> str:
        return (self.base / "output" / "failure").read_text("utf-8")

    def model(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.base / "model").iterdir())}


@pytest.fixture
def job(tmp_path: Path) -> TrainingJob:
    return TrainingJob(tmp_path)


@pytest.fixture(scope="session")
def sentences() -> list[Row]:
    """1,000 real labelled sentences."""
    fixture = APP / "node_modules" / "sentiment" / "test" / "fixtures" / "amazon.json"
    rows = json.loads(fixture.read_text("utf-8"))
    return [
        (f"{index:04}", row["text"], "positive" if row["class"] == 1 else "negative")
        for index, row in enumerate(rows)
        if row["class"] is not None
    ]
