"""SageMaker's training contract: where a job's inputs lie and where its outputs and its failure go."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError

# DescribeTrainingJob shows no more of the failure file.
_FAILURE_CHARACTERS = 1024


@dataclass(frozen=True)
class Contract:
    """The folders of one training job below `base` (`/opt/ml`, or `SAGEMAKER_BASE_DIR`)."""

    base: Path

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> Contract:
        return Contract(Path(environment.get("SAGEMAKER_BASE_DIR", "/opt/ml")))

    def hyperparameters(self) -> dict[str, str]:
        """The strings of `hyperparameters.json`. Raises `TrainingError` when it is missing or not a JSON object."""
        try:
            raw = json.loads((self.base / "input" / "config" / "hyperparameters.json").read_text("utf-8"))
        except FileNotFoundError:
            raise TrainingError("input/config/hyperparameters.json is missing") from None
        except ValueError:
            raise TrainingError("input/config/hyperparameters.json is not JSON") from None
        if not isinstance(raw, dict):
            raise TrainingError("input/config/hyperparameters.json must be a JSON object")
        return raw

    def channel_files(self, channel: str) -> list[Path]:
        """Parquet files of a channel, sorted by path. Raises `TrainingError` when the channel is missing or empty."""
        folder = self.base / "input" / "data" / channel
        files = sorted(path for path in folder.rglob("*.parquet") if path.is_file())
        if not files:
            raise TrainingError(f"Channel {channel} has no Parquet file")
        return files

    def channel_folder(self, channel: str) -> Path:
        """Folder of a channel whose files are no rows. Raises `TrainingError` when the channel is missing."""
        folder = self.base / "input" / "data" / channel
        if not folder.is_dir():
            raise TrainingError(f"Channel {channel} is missing")
        return folder

    @property
    def checkpoint_folder(self) -> Path:
        """What lies here is copied to S3 while the job runs, and is there again when it starts after an interruption."""
        return self.base / "checkpoints"

    @property
    def metrics_file(self) -> Path:
        """Metrics by step; what lies in its folder becomes `output.tar.gz`."""
        return self.base / "output" / "data" / "metrics.jsonl"

    @property
    def findings_file(self) -> Path:
        """What the rules found in the metrics."""
        return self.metrics_file.with_name("findings.json")

    @property
    def model_folder(self) -> Path:
        """What lies here when the job ends becomes `model.tar.gz`."""
        return self.base / "model"

    def write_failure(self, reason: str) -> None:
        """Says why the job failed; SageMaker shows it as FailureReason."""
        output = self.base / "output"
        output.mkdir(parents=True, exist_ok=True)
        (output / "failure").write_text(reason[:_FAILURE_CHARACTERS], "utf-8")
