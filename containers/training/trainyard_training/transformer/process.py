"""One process of a training: rows and a base to model artifact, with its metrics in the log."""

from __future__ import annotations

import sys

from ..contract import Contract
from .assembly import assemble
from .distributed import join
from .hyperparameters import Hyperparameters
from .inputs import read_inputs
from .interruption import EXIT_STATUS, Interruption
from .randomness import make_deterministic
from .result import write_result
from .training import Stopped


def train_and_export(contract: Contract, hyperparameters: Hyperparameters, processes: int) -> None:
    """`processes` are those on this machine. Raises `TrainingError`, or `SystemExit` 143 after SIGTERM."""
    interruption = Interruption()
    interruption.listen()
    make_deterministic()
    world = join()
    try:
        inputs = read_inputs(contract, hyperparameters)
        training = assemble(contract, hyperparameters, inputs, processes, world, interruption)
        training.run()
        if world.leads:
            write_result(contract.model_folder, inputs, training)
    except Stopped:
        print("Told to stop: the training is saved and can be taken up again", file=sys.stderr, flush=True)
        world.leave()
        sys.exit(EXIT_STATUS)
    world.leave()
