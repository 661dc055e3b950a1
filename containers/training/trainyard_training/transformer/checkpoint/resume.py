"""Takes a training up where a checkpoint left it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load

from ...errors import TrainingError
from ..distributed import World
from ..log import Log
from ..progress import Progress
from .store import CheckpointStore, Stored
from .tensors import load_model, load_optimizer


def find_checkpoint(store: CheckpointStore, identity: Mapping[str, Any], world: World, log: Log) -> Stored | None:
    """The newest whole checkpoint, the same for every process. Raises `TrainingError` when it is of another training."""
    stored = store.newest(lambda problem: log(f"Warning: {problem}")) if world.leads else None
    stored = _share(stored, world)
    if stored is not None and stored.identity != identity:
        differences = ", ".join(_differences(stored.identity, identity))
        raise TrainingError(
            f"The checkpoint of step {stored.progress.step} is of another training; these differ: {differences}. "
            "Start a run of its own, or empty the checkpoint folder"
        )
    return stored


def restore(stored: Stored, model: torch.nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Puts weights and optimizer back. Raises `TrainingError` when they are not those of the model."""
    try:
        load_model(model, load(stored.model))
        load_optimizer(model, optimizer, load(stored.optimizer))
    except (RuntimeError, KeyError, ValueError, SafetensorError):
        raise TrainingError(f"The checkpoint of step {stored.progress.step} does not fit the model of this version") from None


def _share(stored: Stored | None, world: World) -> Stored | None:
    """What the leading process read, in every process: other machines may have another copy of the folder."""
    state = world.share(None if stored is None else json.dumps([stored.progress.to_json(), stored.identity]).encode())
    if state is None:
        return None
    progress, identity = json.loads(state)
    parts = [world.share(getattr(stored, name, None)) for name in ("model", "optimizer", "best", "metrics")]
    model, optimizer, best, metrics = parts
    return Stored(Progress.from_json(progress), identity, model or b"", optimizer or b"", best, metrics or b"")


def _differences(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Names of what is not the same, hyperparameters by their own."""
    names = [name for name in sorted({*stored, *wanted}) if stored.get(name) != wanted.get(name) and name != "configuration"]
    before, now = stored.get("configuration", {}), wanted["configuration"]
    return [f"{name} ({before.get(name)}, now {now.get(name)})" for name in sorted({*before, *now}) if before.get(name) != now.get(name)] + names
