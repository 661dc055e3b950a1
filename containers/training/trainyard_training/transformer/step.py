"""One optimizer step over a global batch, in as many parts as the memory asks for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy
import torch
from transformers import PreTrainedModel

from ..errors import TrainingError
from .batches import split_batch
from .distributed import World
from .encoding import EncodedRows, collate
from .hyperparameters import Hyperparameters
from .loss import BatchLoss
from .optimization import learning_rate, set_learning_rate
from .precision import Precision
from .profile import Profile
from .randomness import seed_generators


@dataclass(frozen=True)
class StepResult:
    """`loss` is the batch's mean, `gradient_norm` that before clipping, `stop` whether any process was told to stop.

    `non_finite` names what of them is not a finite number: then the weights are what they were before.
    """

    loss: float
    gradient_norm: float
    learning_rate: float
    stop: bool
    non_finite: str | None = None


@dataclass
class Stepper:
    """Takes steps. `micro_batches` grows when a part does not fit into the memory; the global batch stays."""

    model: PreTrainedModel
    optimizer: torch.optim.Optimizer
    precision: Precision
    loss: BatchLoss
    rows: EncodedRows
    world: World
    profile: Profile
    hyperparameters: Hyperparameters
    total_steps: int
    micro_batches: int
    log: Callable[[str], None]

    def take(self, batch: numpy.ndarray, step: int, stop_requested: Callable[[], bool]) -> StepResult:
        """One step with the rows at these positions. Raises `TrainingError` when it cannot be taken."""
        while True:
            loss, out_of_memory = self._add_gradients(batch, step)
            loss, without_memory, stops = self.world.sum([loss, float(out_of_memory), float(stop_requested())])
            if without_memory == 0:
                break
            self._halve(len(batch))
        rate = learning_rate(step, self.total_steps, self.hyperparameters)
        if not math.isfinite(loss):
            return StepResult(loss, math.nan, rate, stops > 0, non_finite="loss")
        norm = self._update(rate)
        # A scaled loss may overflow; then the scaler takes a smaller scale.
        is_wrong = not math.isfinite(norm) and not self.precision.scaler.is_enabled()
        return StepResult(loss, norm, rate, stops > 0, non_finite="gradient" if is_wrong else None)

    def _add_gradients(self, batch: numpy.ndarray, step: int) -> tuple[float, bool]:
        """This process's part of loss and gradients, and whether it ran out of memory over it."""
        self.optimizer.zero_grad(set_to_none=True)
        parts = split_batch(batch, self.micro_batches)
        total_weight = self.loss.total_weight(self.rows.labels[batch])
        losses: list[torch.Tensor] = []
        try:
            for number in range(self.world.rank, self.micro_batches, self.world.size):
                if len(parts[number]) > 0:
                    seed_generators(self.hyperparameters.seed, step, number)
                    losses.append(self._add_part(parts[number], total_weight))
            return float(sum(loss.item() for loss in losses)), False
        except RuntimeError as error:
            if not _is_lack_of_memory(error):
                raise
        # Here the error and with it the tensors of its frames are gone.
        self.optimizer.zero_grad(set_to_none=True)
        losses.clear()
        if self.world.device.type == "cuda":
            torch.cuda.empty_cache()
        return 0.0, True

    def _add_part(self, positions: numpy.ndarray, total_weight: float) -> torch.Tensor:
        with self.profile.phase("data"):
            part = collate(self.rows, positions, self.model.config.pad_token_id, self.world.device)
        with self.profile.phase("forward"), self.precision.autocast():
            logits = self.model(input_ids=part.input_ids, attention_mask=part.attention_mask).logits
            loss = self.loss(logits, part.labels, total_weight)
        with self.profile.phase("backward"):
            self.precision.scaler.scale(loss).backward()
        return loss.detach()

    def _update(self, rate: float) -> float:
        trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        with self.profile.phase("backward"):
            self.world.sum_gradients(trained)
        with self.profile.phase("optimizer"):
            self.precision.scaler.unscale_(self.optimizer)
            norm = torch.nn.utils.clip_grad_norm_(trained, self.hyperparameters.gradient_clip or math.inf).item()
            # The scaler looks by itself whether the gradients are finite.
            if math.isfinite(norm) or self.precision.scaler.is_enabled():
                set_learning_rate(self.optimizer, rate)
                self.precision.scaler.step(self.optimizer)
                self.precision.scaler.update()
        return norm

    def _halve(self, rows: int) -> None:
        if self.micro_batches >= rows:
            raise TrainingError("One row at a time does not fit into the memory: lower max_tokens or take a larger machine")
        self.micro_batches *= 2
        self.log(
            f"Warning: a micro-batch did not fit into the memory; the batch of {rows} rows is now computed in "
            f"{self.micro_batches} parts of at most {-(-rows // self.micro_batches)} rows, with the same result"
        )


def _is_lack_of_memory(error: RuntimeError) -> bool:
    # On the CPU it is a plain RuntimeError.
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
