"""Saves a running training: copies it at a step's end, writes the copy beside the steps that follow."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import torch

from ...metrics_log import MetricsLog
from ..progress import Progress
from .interval import SaveSchedule
from .staging import Staging
from .store import CheckpointStore, Snapshot
from .tensors import Tensors, model_tensors, optimizer_tensors
from .writer import CheckpointWriter

# Until the first save was measured.
_EXPECTED_BYTES_PER_SECOND = 200e6
# Weights and the two moments of AdamW.
_COPIES = 3


class Saver:
    """One for a training; only the leading process has one."""

    def __init__(
        self,
        model: torch.nn.Module,
        optimizer: torch.optim.Optimizer,
        store: CheckpointStore,
        identity: Mapping[str, Any],
        metrics: MetricsLog,
        interruptions_per_hour: float,
        save_steps: int,
        log: Callable[[str], None],
    ) -> None:
        self._model = model
        self._optimizer = optimizer
        self._identity = identity
        self._metrics = metrics
        self._log = log
        # On the CPU the writing thread takes its time from the training.
        self._shares_cores = all(parameter.device.type == "cpu" for parameter in model.parameters())
        size = sum(parameter.nbytes for parameter in model.parameters()) * _COPIES
        self.schedule = SaveSchedule(
            interruptions_per_hour, save_steps, size / _EXPECTED_BYTES_PER_SECOND, time.monotonic()
        )
        self._writer = CheckpointWriter(store, lambda problem: log(f"Warning: {problem}"), self._measured)
        self._staging, self._best_staging = Staging(), Staging()
        self._stall_seconds = 0.0
        # Over this process's life: what saves held the training up.
        self.total_stall_seconds = 0.0
        self.best: Tensors | None = None

    def keep_best(self) -> None:
        """The model's weights of now are the best so far; the next save has them too."""
        self._writer.wait()
        self.best = self._best_staging.copy(model_tensors(self._model))

    def save(self, progress: Progress) -> float:
        """Begins a checkpoint and gives the seconds that the training had to wait for it."""
        began = time.monotonic()
        self._writer.wait()
        self.schedule.began(began)
        self._writer.start(
            Snapshot(
                progress=progress,
                identity=self._identity,
                model=self._staging.copy(model_tensors(self._model)),
                optimizer=self._optimizer_copies(),
                best=self.best,
                metrics=self._metrics.content(),
            )
        )
        self._stall_seconds = time.monotonic() - began
        self.total_stall_seconds += self._stall_seconds
        self._log(f"Saving a checkpoint after step {progress.step}")
        return self._stall_seconds

    def finish(self) -> None:
        """Until the last save is whole."""
        began = time.monotonic()
        self._writer.wait()
        self.total_stall_seconds += time.monotonic() - began

    def _optimizer_copies(self) -> Tensors:
        # Apart from the weights' names.
        copies = self._staging.copy({f"optimizer/{name}": one for name, one in optimizer_tensors(self._model, self._optimizer).items()})
        return {name.removeprefix("optimizer/"): copy for name, copy in copies.items()}

    def _measured(self, write_seconds: float) -> None:
        self.schedule.measured(self._stall_seconds + (write_seconds if self._shares_cores else 0.0), write_seconds)
