"""Where a training is: all of its state that is not a tensor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Best:
    """The validation that was best so far, of the weights after `step`."""

    step: int
    macro_f1: float


@dataclass(frozen=True)
class Progress:
    """`batch` batches of epoch `epoch` (from 0) are done; with all of them done, its validation is still to come."""

    # Optimizer steps taken.
    step: int
    epoch: int
    batch: int
    # Parts that each batch is computed in; more after a part did not fit into memory.
    micro_batches: int
    # Of each process on a CPU: the last bits of a sum depend on it.
    threads: int
    # Spent training, over all interruptions.
    seconds: float
    best: Best | None
    # Epochs since the best one.
    stale_epochs: int
    finished: bool
    # Of the gradient scaler; empty without one.
    scaler: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(value: Any) -> Progress:
        """Raises `ValueError` when it is not what `to_json` gives."""
        try:
            best = value["best"]
            progress = Progress(
                step=_count(value["step"]),
                epoch=_count(value["epoch"]),
                batch=_count(value["batch"]),
                micro_batches=_count(value["micro_batches"]),
                threads=_count(value["threads"]),
                seconds=float(value["seconds"]),
                best=None if best is None else Best(_count(best["step"]), float(best["macro_f1"])),
                stale_epochs=_count(value["stale_epochs"]),
                finished=value["finished"] is True,
                scaler={str(name): float(number) for name, number in value["scaler"].items()},
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a training's progress") from error
        if progress.micro_batches == 0 or progress.threads == 0:
            raise ValueError("not a training's progress")
        return progress


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a count")
    return value
