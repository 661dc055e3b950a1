"""What a training starts from: its rows as token ids, and its base."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from ..balance import rebalance
from ..contract import Contract
from ..errors import TrainingError
from ..label_sets import untaught
from ..rows import Rows, read_rows
from .base import Base
from .encoding import EncodedRows, encode
from .hyperparameters import Hyperparameters


@dataclass(frozen=True)
class Inputs:
    """`train` are the training rows as they are learned from: with sampling, copies of rare ones or fewer frequent ones."""

    base: Base
    base_digest: str
    train_rows: Rows
    validation_rows: Rows
    train: EncodedRows
    validation: EncodedRows

    def identity(self, hyperparameters: Hyperparameters) -> dict[str, Any]:
        """What the training is: a checkpoint of anything else is refused."""
        rows = hashlib.sha256()
        for encoded in (self.train, self.validation):
            for column in (encoded.ids, encoded.offsets, encoded.labels):
                rows.update(column.astype("<i8").tobytes())
        return {"configuration": hyperparameters.configuration(), "base": self.base_digest, "rows": rows.hexdigest()}


def read_inputs(contract: Contract, hyperparameters: Hyperparameters) -> Inputs:
    """Reads and checks the channels `base`, `train` and `validation`. Raises `TrainingError`."""
    train = read_rows("train", contract.channel_files("train"), hyperparameters.labels, hyperparameters.task)
    validation = read_rows("validation", contract.channel_files("validation"), hyperparameters.labels, hyperparameters.task)
    problem = untaught(hyperparameters.task, train.labels, hyperparameters.labels)
    if problem is not None:
        raise TrainingError(problem)
    base = Base.open(contract.channel_folder("base"), hyperparameters.max_tokens)
    digest = base.digest()
    if hyperparameters.base_digest not in (None, digest):
        raise TrainingError(f"The files in channel base are not those of the base {hyperparameters.base}: add it again")
    sampled = rebalance(train, hyperparameters.sampling, hyperparameters.augmentation, hyperparameters.seed)
    return Inputs(base, digest, train, validation, encode(sampled, base.tokenizer), encode(validation, base.tokenizer))
