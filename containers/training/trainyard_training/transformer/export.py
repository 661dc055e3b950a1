"""A fine-tuned sequence classifier as an ONNX graph that the inference core runs.

The graph is built from the weights and not traced, so that it is made of the core's operators alone, has the batch and
the tokens as free dimensions, and is the same bytes for the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import PreTrainedModel

from ..errors import TrainingError
from .bert import bert, distilbert, roberta
from .deberta import deberta, deberta_v2
from .graph import Weights
from .parity import check_graph

_BUILDERS: dict[str, Callable[[Weights, Any], bytes]] = {
    "bert": bert,
    "deberta": deberta,
    "deberta-v2": deberta_v2,
    "distilbert": distilbert,
    "roberta": roberta,
}
# The archive of a model may have a gibibyte, its tokenizer and description included.
_MOST_BYTES = 1000 * 2**20


def export(model: PreTrainedModel, sample: Sequence[Sequence[int]]) -> bytes:
    """Serialized graph: inputs `input_ids` and `attention_mask` int64 [batch, tokens]; output `probabilities` float32
    [batch, labels], the softmax of the model's logits, or their sigmoid where the model's problem is multi-label.

    `sample` are the token ids of some texts; the graph must give PyTorch's probabilities on them. The model may lie on
    any device, in any precision; it is not changed. Raises `TrainingError` when it cannot be exported.
    """
    graph = _build(model)
    check_graph(graph, model, sample)
    return graph


def require_exportable(model: PreTrainedModel) -> None:
    """To be asked before training: raises `TrainingError` when `export` would refuse the model whatever its weights."""
    _build(model)


def _build(model: PreTrainedModel) -> bytes:
    family = model.config.model_type
    if family not in _BUILDERS or not type(model).__name__.endswith("ForSequenceClassification"):
        raise TrainingError(
            f"A model of type {family} cannot be exported; the base must be one of " + ", ".join(sorted(_BUILDERS))
        )
    weights = {
        name: tensor.detach().to("cpu", torch.float32).numpy()
        for name, tensor in model.state_dict().items()
        if tensor.is_floating_point()
    }
    if sum(tensor.nbytes for tensor in weights.values()) > _MOST_BYTES:
        raise TrainingError("The model has more than 1,000 MiB of weights, an artifact at most 1 GiB; use a smaller base")
    return _BUILDERS[family](weights, model.config)
