"""How good the model is on the validation rows."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy
import torch
from torch.nn import functional
from transformers import PreTrainedModel

from ..metrics import accuracy, macro_f1
from .distributed import World
from .encoding import EncodedRows, collate
from .precision import Precision

# Without gradients a row takes a fraction of the memory that training takes.
_BATCH_ROWS = 64


@dataclass(frozen=True)
class Validation:
    """`loss` is the mean cross entropy in nats."""

    loss: float
    accuracy: float
    macro_f1: float
    seconds: float
    # Label of each row, as the model says and as it is.
    predicted: tuple[int, ...]
    truth: tuple[int, ...]


def validate(model: PreTrainedModel, rows: EncodedRows, precision: Precision, world: World) -> Validation:
    """Scores all rows, a part of them in each process. Every process gets the same numbers."""
    began = time.monotonic()
    # By length, so that little of a batch is padding.
    order = numpy.argsort(rows.lengths, kind="stable")
    batches = [order[start : start + _BATCH_ROWS] for start in range(0, len(order), _BATCH_ROWS)]
    predicted = numpy.zeros(len(rows), dtype=numpy.int64)
    loss = 0.0
    model.eval()
    with torch.inference_mode():
        for positions in batches[world.rank :: world.size]:
            batch = collate(rows, positions, model.config.pad_token_id, world.device)
            with precision.autocast():
                logits = model(input_ids=batch.input_ids, attention_mask=batch.attention_mask).logits.float()
            loss += functional.cross_entropy(logits, batch.labels, reduction="sum").item()
            predicted[positions] = logits.argmax(dim=-1).cpu().numpy()
    model.train()
    # Where another process scored a row, this one has 0.
    loss, *labels = world.sum([loss, *predicted.tolist()])
    truth, said = tuple(rows.labels.tolist()), tuple(int(label) for label in labels)
    return Validation(loss / len(rows), accuracy(truth, said), macro_f1(truth, said), time.monotonic() - began, said, truth)
