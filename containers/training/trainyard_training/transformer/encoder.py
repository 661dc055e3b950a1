"""What BERT, RoBERTa, DistilBERT and DeBERTa have in common: the mask, the feed-forward part, the activations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from ..errors import TrainingError
from .graph import Graph, Weights

# What PyTorch fills masked scores with: exp of it is 0, and it stays finite.
MASKED = float(numpy.finfo(numpy.float32).min)


@dataclass(frozen=True)
class Layer:
    """Names of one layer's modules below `prefix`, each with a weight and a bias."""

    prefix: str
    output: str
    output_norm: str
    wide: str
    narrow: str
    final_norm: str


def activation(graph: Graph, name: str, values: str) -> str:
    """Raises `TrainingError` when the core has no such activation."""
    if name == "gelu":
        return graph.gelu(values)
    if name in ("gelu_new", "gelu_pytorch_tanh"):
        return graph.gelu_tanh(values)
    if name == "relu":
        return graph.node("Relu", values)
    if name == "tanh":
        return graph.node("Tanh", values)
    raise TrainingError(f"The base's activation {name} cannot be exported; use a base with gelu or relu")


def linear(graph: Graph, weights: Weights, name: str, values: str) -> str:
    return graph.linear(values, weights[f"{name}.weight"], weights[f"{name}.bias"])


def norm(graph: Graph, weights: Weights, name: str, values: str, epsilon: float) -> str:
    return graph.layer_norm(values, weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)


def key_mask(graph: Graph) -> str:
    """[batch, 1, 1, tokens]: 0 where `attention_mask` is 1, and `MASKED` elsewhere."""
    mask = graph.node("Cast", graph.node("Unsqueeze", "attention_mask", graph.integers([1, 2])), to=1)
    return graph.node("Mul", graph.node("Sub", graph.floats(1.0), mask), graph.floats(MASKED))


def token_count(graph: Graph) -> str:
    """[1]: the tokens of a row of the batch."""
    shape = graph.node("Shape", "input_ids")
    return graph.node("Slice", shape, graph.integers([1]), graph.integers([2]), graph.integers([0]))


def after_attention(
    graph: Graph, weights: Weights, layer: Layer, context: str, entered: str, act: str, epsilon: float
) -> str:
    """Projection, residual, norm, feed-forward, residual, norm."""
    projected = linear(graph, weights, layer.prefix + layer.output, context)
    attended = norm(graph, weights, layer.prefix + layer.output_norm, graph.node("Add", projected, entered), epsilon)
    wide = activation(graph, act, linear(graph, weights, layer.prefix + layer.wide, attended))
    narrow = linear(graph, weights, layer.prefix + layer.narrow, wide)
    return norm(graph, weights, layer.prefix + layer.final_norm, graph.node("Add", narrow, attended), epsilon)


def classifier(
    graph: Graph, weights: Weights, config: Any, first_token: str, dense: str, act: str, output: str
) -> tuple[str, int]:
    """Probabilities from the last layer's first token, [batch, 1, width], and the number of labels."""
    flat = graph.node("Squeeze", first_token, graph.integers([1]))
    pooled = activation(graph, act, linear(graph, weights, dense, flat))
    logits = linear(graph, weights, output, pooled)
    independent = config.problem_type == "multi_label_classification"
    probabilities = graph.node("Sigmoid", logits) if independent else graph.node("Softmax", logits, axis=-1)
    return probabilities, len(weights[f"{output}.bias"])
