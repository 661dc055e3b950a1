"""How good the model is on the validation rows."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy
import torch
from torch.nn import functional
from transformers import PreTrainedModel

from ..label_codes import MULTI_LABEL, THRESHOLD
from ..label_sets import codes_of
from ..metrics import accuracy, macro_f1
from .distributed import World
from .encoding import EncodedRows, collate
from .loss import targets_of
from .precision import Precision

# Without gradients a row takes a fraction of the memory that training takes.
_BATCH_ROWS = 64


@dataclass(frozen=True)
class Validation:
    """`loss` is the mean cross entropy in nats: of each row's label, or of each label of each row."""

    loss: float
    accuracy: float
    macro_f1: float
    seconds: float
    # Labels of each row as one number, as the model says and as they are.
    predicted: tuple[int, ...]
    truth: tuple[int, ...]


def validate(model: PreTrainedModel, rows: EncodedRows, precision: Precision, world: World, task: str) -> Validation:
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
            loss += _loss(task, logits, batch.labels)
            predicted[positions] = _labels(task, logits)
    model.train()
    # Where another process scored a row, this one has 0.
    loss, *labels = world.sum([loss, *predicted.tolist()])
    truth, said = tuple(rows.labels.tolist()), tuple(int(label) for label in labels)
    scores = accuracy(truth, said), macro_f1(truth, said, task, model.config.num_labels)
    return Validation(loss / len(rows), *scores, time.monotonic() - began, said, truth)


def label_probabilities(model: PreTrainedModel, rows: EncodedRows, device: torch.device) -> numpy.ndarray:
    """Of a model whose labels are independent, in this process alone and in float32, as the graph computes: [rows, labels]."""
    said = numpy.zeros((len(rows), model.config.num_labels))
    model.eval()
    with torch.inference_mode():
        for start in range(0, len(rows), _BATCH_ROWS):
            positions = range(start, min(start + _BATCH_ROWS, len(rows)))
            batch = collate(rows, positions, model.config.pad_token_id, device)
            logits = model(input_ids=batch.input_ids, attention_mask=batch.attention_mask).logits.float()
            said[start : start + len(positions)] = torch.sigmoid(logits).cpu().numpy()
    return said


def _loss(task: str, logits: torch.Tensor, labels: torch.Tensor) -> float:
    if task != MULTI_LABEL:
        return functional.cross_entropy(logits, labels, reduction="sum").item()
    targets = targets_of(labels, logits.shape[1])
    return functional.binary_cross_entropy_with_logits(logits, targets, reduction="sum").item() / logits.shape[1]


def _labels(task: str, logits: torch.Tensor) -> numpy.ndarray | list[int]:
    """Each row's labels as one number."""
    if task != MULTI_LABEL:
        return logits.argmax(dim=-1).cpu().numpy()
    return codes_of((torch.sigmoid(logits) >= THRESHOLD).cpu().numpy())
