"""The training loop: epochs of steps with validations between them, saved on the way and taken up anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy
from transformers import PreTrainedModel

from ..errors import TrainingError
from ..metrics import metrics_line, rows_by_label
from ..metrics_log import MetricsLog
from ..rules.watch import Watch
from .batches import plan_epoch, steps_per_epoch
from .checkpoint.saver import Saver
from .distributed import World
from .encoding import EncodedRows
from .evaluation import Validation, validate
from .hyperparameters import Hyperparameters
from .interruption import Interruption
from .log import Log
from .progress import Best, Progress
from .step import Stepper, StepResult


class Stopped(Exception):
    """The job was told to stop; the training is saved."""


@dataclass
class Training:
    """`progress` is replaced after each step and each validation; all else that changes is in the model and the optimizer."""

    model: PreTrainedModel
    stepper: Stepper
    train: EncodedRows
    validation: EncodedRows
    hyperparameters: Hyperparameters
    world: World
    # Of the leading process only.
    saver: Saver | None
    metrics: MetricsLog | None
    watch: Watch | None
    gpu_use: Callable[[], float | None]
    interruption: Interruption
    log: Log
    progress: Progress
    clock: Callable[[], float] = time.monotonic

    def run(self) -> None:
        """Trains to the end. Raises `Stopped` after SIGTERM, `TrainingError` when it cannot go on."""
        started = self._logged = self.clock()
        self._began = started - self.progress.seconds
        self._rows_since_logged, self._save_seconds, self._validation_seconds = 0, 0.0, 0.0
        self.model.train()
        while not self.progress.finished:
            batches = plan_epoch(
                self.train.lengths, self.hyperparameters.batch_size, self.hyperparameters.seed, self.progress.epoch
            )
            for batch in batches[self.progress.batch :]:
                self._take_step(batch)
            self._end_epoch()
        if self.saver is not None:
            self.saver.finish()
            schedule = self.saver.schedule
            self.log(
                f"Trained for {self.clock() - started:.1f} s, of which saves held it up for {self.saver.total_stall_seconds:.2f} s; "
                f"a save costs {schedule.cost_seconds:.2f} s, so one comes every {schedule.interval_seconds:.0f} s"
            )

    def _take_step(self, batch: numpy.ndarray) -> None:
        number = self.progress.step + 1
        logged = number % self.hyperparameters.log_steps == 0
        self.stepper.profile.start(logged)
        result = self.stepper.take(batch, self.progress.step, lambda: self.interruption.requested)
        self.progress = replace(
            self.progress,
            step=number,
            batch=self.progress.batch + 1,
            micro_batches=self.stepper.micro_batches,
            scaler=self.stepper.precision.state(),
            seconds=self.clock() - self._began,
        )
        self._rows_since_logged += len(batch)
        if result.non_finite is not None:
            self._log_non_finite(result)
        elif logged:
            self._log_step(result)
        last = self.progress.batch == steps_per_epoch(len(self.train), self.hyperparameters.batch_size)
        # The next chance to save comes only after the validation.
        self._save_if_due(self._validation_seconds if last else 0.0, result.stop)

    def _end_epoch(self) -> None:
        best, stale = self.progress.best, 0
        if len(self.validation) > 0:
            validation = validate(
                self.model, self.validation, self.stepper.precision, self.world, self.hyperparameters.task
            )
            self._validation_seconds = validation.seconds
            self._log_validation(validation)
            if best is None or validation.macro_f1 > best.macro_f1:
                best = Best(self.progress.step, validation.macro_f1)
                if self.saver is not None:
                    self.saver.keep_best()
            else:
                stale = self.progress.stale_epochs + 1
        epoch = self.progress.epoch + 1
        stale_enough = 0 < self.hyperparameters.patience <= stale
        if stale_enough and epoch < self.hyperparameters.epochs:
            self.log(f"Stopped early: {stale} epochs without a better macro F1 on validation")
        self.progress = replace(
            self.progress,
            epoch=epoch,
            batch=0,
            best=best,
            stale_epochs=stale,
            finished=stale_enough or epoch >= self.hyperparameters.epochs,
            seconds=self.clock() - self._began,
        )
        self._save()

    def _save_if_due(self, ahead_seconds: float, stop: bool) -> None:
        if stop:
            self._save()
            if self.saver is not None:
                self.saver.finish()
            # Nobody leaves before the checkpoint is whole.
            self.world.wait()
            raise Stopped
        if self.saver is not None and self.saver.schedule.due(self.progress.step, self.clock(), ahead_seconds):
            self._save()

    def _save(self) -> None:
        if self.saver is not None:
            self._save_seconds += self.saver.save(self.progress)

    def _log_step(self, result: StepResult) -> None:
        now = self.clock()
        rate = self._rows_since_logged / max(now - self._logged, 1e-9)
        profile = self.stepper.profile
        self.log(f"step={self.progress.step}; " + metrics_line(train_loss=result.loss, train_samples_per_second=rate))
        utilization = self.gpu_use()
        self._emit(
            seconds=self.progress.seconds,
            train_loss=result.loss,
            learning_rate=result.learning_rate,
            gradient_norm=result.gradient_norm,
            samples_per_second=rate,
            data_seconds=profile.seconds("data"),
            forward_seconds=profile.seconds("forward"),
            backward_seconds=profile.seconds("backward"),
            optimizer_seconds=profile.seconds("optimizer"),
            save_seconds=self._save_seconds,
            **({} if utilization is None else {"gpu_utilization": utilization}),
        )
        self._logged, self._rows_since_logged, self._save_seconds = now, 0, 0.0

    def _log_non_finite(self, result: StepResult) -> None:
        self.log(f"Warning: the {result.non_finite} of step {self.progress.step} is not a finite number; the step is left out")
        self._emit(learning_rate=result.learning_rate, non_finite=result.non_finite)

    def _log_validation(self, validation: Validation) -> None:
        values = {
            "validation_loss": validation.loss,
            "validation_accuracy": validation.accuracy,
            "validation_macro_f1": validation.macro_f1,
        }
        self.log(f"step={self.progress.step}; " + metrics_line(**values))
        names, task = self.hyperparameters.labels, self.hyperparameters.task
        self._emit(
            **values,
            label_rows=rows_by_label(names, validation.truth, task),
            predicted_rows=rows_by_label(names, validation.predicted, task),
        )

    def _emit(self, **values: Any) -> None:
        """Records metrics of now. Raises `TrainingError` in every process when a rule says so in the leading one."""
        reason = None
        if self.metrics is not None and self.watch is not None:
            reason = self.watch.see(self.metrics.append(step=self.progress.step, epoch=self._epochs_done(), **values))
        shared = self.world.share(None if reason is None else reason.encode())
        if shared is not None:
            raise TrainingError(shared.decode())

    def _epochs_done(self) -> float:
        return self.progress.epoch + self.progress.batch / steps_per_epoch(len(self.train), self.hyperparameters.batch_size)
