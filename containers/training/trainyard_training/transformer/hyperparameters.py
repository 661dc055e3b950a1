"""Hyperparameters of the `transformer` family. All problems are reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..fields import Check, Fields, InvalidValue, integer, number, one_of, parse_fields, text
from ..label_codes import MULTI_LABEL
from ..rules.all import OF_STEPS, Settings
from ..rules.read import read_rules


@dataclass(frozen=True)
class Hyperparameters:
    """A checked candidate of the `transformer` family. `labels` are sorted; their order is that of the model's outputs."""

    family: str
    labels: tuple[str, ...]
    task: str
    thresholds: str
    candidate: str
    seed: int
    max_text_length: int
    dataset_version: int | None
    sampling: str
    augmentation: str
    # The base's name, and the SHA-256 over its files.
    base: str
    base_digest: str | None
    max_tokens: int
    epochs: int
    # Rows of an optimizer step, over all processes.
    batch_size: int
    # More rows than these are taken in several micro-batches whose gradients add up.
    max_batch_per_device: int
    learning_rate: float
    # Share of all steps in which the learning rate rises from 0.
    warmup_ratio: float
    weight_decay: float
    # The embeddings and so many of the lowest layers keep the base's weights; 0 trains everything.
    freeze_layers: int
    class_weight: str
    label_smoothing: float
    # Epochs without a better validation macro F1 after which training ends; 0 trains all epochs.
    patience: int
    # Largest norm of all gradients together; 0 leaves them as they are.
    gradient_clip: float
    precision: str
    interruptions_per_hour: float
    keep_checkpoints: int
    # A checkpoint every so many steps beside those by time; 0 saves by time and at the end of epochs.
    save_steps: int
    log_steps: int
    # Processes on each machine; 0 is one a GPU, and one where there is none.
    processes_per_instance: int
    # Settings of the rules that watch the training.
    rules: Settings

    @staticmethod
    def parse(raw: Mapping[str, str]) -> Hyperparameters:
        """Checks the strings of `hyperparameters.json`. Raises `TrainingError` that names every problem."""
        return Hyperparameters(**parse_fields(raw, _FIELDS, required=("family", "labels", "candidate", "base")))

    def configuration(self) -> dict[str, Any]:
        """What decides which weights come out: a checkpoint is resumed only under the same."""
        values = asdict(self)
        # Checkpoints of one label a text were begun before there was another task.
        left_out = _WITHOUT_INFLUENCE if self.task == MULTI_LABEL else _WITHOUT_INFLUENCE | {"task"}
        return {name: _plain(values[name]) for name in sorted(values) if name not in left_out}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# These change how a training runs, not what it computes but for the order of sums.
_WITHOUT_INFLUENCE = frozenset(
    {
        "candidate",
        "interruptions_per_hour",
        "keep_checkpoints",
        "log_steps",
        "max_batch_per_device",
        "max_text_length",
        "processes_per_instance",
        "rules",
        "save_steps",
        # They are chosen when the weights are there.
        "thresholds",
    }
)


def _digest(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 64 or set(value) - set("0123456789abcdef"):
        raise InvalidValue("must be a SHA-256 in 64 hexadecimal digits")
    return value


_precision: Check = one_of("auto", "bf16", "fp16", "fp32")

# The defaults are those of `domain/workload/families/transformer.ts`.
_FIELDS: Fields = {
    "base": (None, text),
    "base_digest": (None, _digest),
    "max_tokens": (128, integer(8, 512)),
    "epochs": (2, integer(1, 50)),
    "batch_size": (32, integer(1, 4096)),
    "max_batch_per_device": (32, integer(1, 1024)),
    "learning_rate": (5e-5, number(above=0, maximum=1)),
    "warmup_ratio": (0.1, number(minimum=0, maximum=0.5)),
    "weight_decay": (0.01, number(minimum=0, maximum=1)),
    "freeze_layers": (0, integer(0, 48)),
    "class_weight": ("none", one_of("none", "balanced")),
    "label_smoothing": (0.0, number(minimum=0, maximum=0.5)),
    "patience": (0, integer(0, 50)),
    "gradient_clip": (1.0, number(minimum=0, maximum=100)),
    "precision": ("auto", _precision),
    "interruptions_per_hour": (0.1, number(minimum=0, maximum=60)),
    "keep_checkpoints": (2, integer(1, 20)),
    "save_steps": (0, integer(0, 1_000_000)),
    "log_steps": (10, integer(1, 1000)),
    "processes_per_instance": (0, integer(0, 16)),
    "rules": (OF_STEPS, read_rules(OF_STEPS)),
}
