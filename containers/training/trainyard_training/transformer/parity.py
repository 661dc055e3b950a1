"""A last check before a model leaves: the exported graph says what PyTorch says."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy
import onnxruntime
import torch
from transformers import PreTrainedModel

from ..errors import TrainingError

_TEXTS = 64
_BATCH = 8
_TOLERANCE = 1e-4


def check_graph(graph: bytes, model: PreTrainedModel, sample: Sequence[Sequence[int]]) -> None:
    """Runs both on up to 64 texts. Raises `TrainingError` when a probability differs by more than 1e-4."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    reference = copy.deepcopy(model).to("cpu", torch.float32).eval()
    padding = model.config.pad_token_id or 0
    for start in range(0, min(len(sample), _TEXTS), _BATCH):
        tokens, mask = padded(sample[start : start + _BATCH], padding)
        (exported,) = session.run(["probabilities"], {"input_ids": tokens, "attention_mask": mask})
        with torch.inference_mode():
            logits = reference(input_ids=torch.from_numpy(tokens), attention_mask=torch.from_numpy(mask)).logits
        difference = float(numpy.abs(exported - _probabilities(model, logits).numpy()).max())
        if not difference <= _TOLERANCE:
            raise TrainingError(f"The exported graph differs from the trained model by {difference:.2g}")


def _probabilities(model: PreTrainedModel, logits: torch.Tensor) -> torch.Tensor:
    if model.config.problem_type == "multi_label_classification":
        return torch.sigmoid(logits)
    return torch.softmax(logits, dim=-1)


def padded(texts: Sequence[Sequence[int]], padding: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Ids and attention mask, int64 [texts, tokens of the longest]."""
    longest = max(len(text) for text in texts)
    tokens = numpy.full((len(texts), longest), padding, dtype=numpy.int64)
    mask = numpy.zeros_like(tokens)
    for row, text in enumerate(texts):
        tokens[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return tokens, mask
