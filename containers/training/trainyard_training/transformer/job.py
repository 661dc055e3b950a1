"""The training job of a transformer: this process alone, or as many as torchrun starts."""

from __future__ import annotations

from ..contract import Contract
from .hyperparameters import Hyperparameters
from .launch import become_torchrun, is_worker, read_layout


def run(contract: Contract) -> None:
    """Trains and exports one candidate, from a checkpoint where there is one.

    Raises `TrainingError` when it cannot, `SystemExit` 143 when it was told to stop: then the model folder is empty.
    """
    hyperparameters = Hyperparameters.parse(contract.hyperparameters())
    layout = read_layout(contract.base, hyperparameters.processes_per_instance)
    if layout.world_size > 1 and not is_worker():
        become_torchrun(layout)
    # Only now: what trains takes seconds to import, and torchrun's own process does not need it.
    from .process import train_and_export

    train_and_export(contract, hyperparameters, layout.processes)
