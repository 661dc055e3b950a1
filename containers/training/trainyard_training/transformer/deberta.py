"""DeBERTa and DeBERTa-v2/v3 sequence classifiers as ONNX graphs: disentangled attention (arXiv 2006.03654)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import torch
from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position

from ..errors import TrainingError
from .encoder import Layer, after_attention, classifier, key_mask, norm, token_count
from .graph import Graph, Weights

_LAYER = (
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)


@dataclass(frozen=True)
class _Projection:
    """Weight [outputs, inputs] and bias of queries, keys or values."""

    weight: numpy.ndarray
    bias: numpy.ndarray

    def of(self, values: numpy.ndarray) -> numpy.ndarray:
        return values @ self.weight.T + self.bias

    def __truediv__(self, divisor: float) -> _Projection:
        return _Projection(self.weight / divisor, self.bias / divisor)


@dataclass(frozen=True)
class _Attention:
    """One layer's projections; positions are those of the relative embeddings, or None where the base has none."""

    query: _Projection
    key: _Projection
    value: _Projection
    position_key: _Projection | None
    position_query: _Projection | None


def deberta(weights: Weights, config: Any) -> bytes:
    if getattr(config, "talking_head", False):
        raise TrainingError("A DeBERTa base with talking heads cannot be exported; use another base")
    return _classifier(weights, config, span=_reach(config), read=_first_version, relative=_relative(weights))


def deberta_v2(weights: Weights, config: Any) -> bytes:
    if getattr(config, "conv_kernel_size", 0) > 0:
        raise TrainingError("A DeBERTa-v2 base with a convolution cannot be exported; use a DeBERTa-v3 base")
    relative = _relative(weights)
    if "layer_norm" in getattr(config, "norm_rel_ebd", "none").lower():
        relative = _normed(relative, weights, "deberta.encoder.LayerNorm", config.layer_norm_eps)
    buckets = getattr(config, "position_buckets", -1)
    return _classifier(
        weights, config, span=buckets if buckets > 0 else _reach(config), read=_second_version, relative=relative
    )


def _classifier(weights: Weights, config: Any, span: int, read: Any, relative: numpy.ndarray) -> bytes:
    graph = Graph()
    mask = key_mask(graph)
    states = _embedded(graph, weights, config)
    looked_up = _lookups(graph, config, span)
    for index in range(config.num_hidden_layers):
        layer = Layer(f"deberta.encoder.layer.{index}.", *_LAYER)
        attention = _scaled(read(weights, f"{layer.prefix}attention.self.", config), config)
        context = _context(graph, attention, states, mask, config, relative, span, looked_up)
        states = after_attention(graph, weights, layer, context, states, config.hidden_act, config.layer_norm_eps)
    first = graph.first(states)
    return graph.finish(*classifier(graph, weights, config, first, "pooler.dense", config.pooler_hidden_act, "classifier"))


def _first_version(weights: Weights, prefix: str, config: Any) -> _Attention:
    """The rows of one weight are, head by head, those of queries, keys and values."""
    joined = weights[f"{prefix}in_proj.weight"]
    width = joined.shape[1]
    query, key, value = (
        part.reshape(-1, width)
        for part in joined.reshape(config.num_attention_heads, 3, -1, width).transpose(1, 0, 2, 3)
    )
    nothing = numpy.zeros(len(query), dtype=numpy.float32)
    kinds = config.pos_att_type or []
    return _Attention(
        _Projection(query, weights[f"{prefix}q_bias"]),
        _Projection(key, nothing),
        _Projection(value, weights[f"{prefix}v_bias"]),
        _Projection(weights[f"{prefix}pos_proj.weight"], nothing) if "c2p" in kinds else None,
        _projection(weights, f"{prefix}pos_q_proj") if "p2c" in kinds else None,
    )


def _second_version(weights: Weights, prefix: str, config: Any) -> _Attention:
    query, key = _projection(weights, f"{prefix}query_proj"), _projection(weights, f"{prefix}key_proj")
    shared = getattr(config, "share_att_key", False)
    kinds = config.pos_att_type or []

    def position(kind: str, own: str, content: _Projection) -> _Projection | None:
        if kind not in kinds:
            return None
        return content if shared else _projection(weights, prefix + own)

    return _Attention(
        query,
        key,
        _projection(weights, f"{prefix}value_proj"),
        position("c2p", "pos_key_proj", key),
        position("p2c", "pos_query_proj", query),
    )


def _scaled(attention: _Attention, config: Any) -> _Attention:
    """Every sum of scores is divided by the root of a head's width times the number of sums."""
    positions = (attention.position_key, attention.position_query)
    sums = 1 + sum(position is not None for position in positions)
    root = (config.hidden_size / config.num_attention_heads * sums) ** 0.5
    asked = attention.position_query
    return _Attention(
        attention.query / root, attention.key, attention.value, attention.position_key, asked / root if asked else None
    )


def _projection(weights: Weights, name: str) -> _Projection:
    return _Projection(weights[f"{name}.weight"], weights[f"{name}.bias"])


def _relative(weights: Weights) -> numpy.ndarray:
    relative = weights.get("deberta.encoder.rel_embeddings.weight")
    if relative is None:
        raise TrainingError("A DeBERTa base without relative attention cannot be exported; use another base")
    return relative


def _normed(values: numpy.ndarray, weights: Weights, name: str, epsilon: float) -> numpy.ndarray:
    centred = values - values.mean(-1, keepdims=True)
    scaled = centred / numpy.sqrt((centred**2).mean(-1, keepdims=True) + epsilon)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _embedded(graph: Graph, weights: Weights, config: Any) -> str:
    states = graph.node(
        "Gather", graph.weight(weights["deberta.embeddings.word_embeddings.weight"]), "input_ids", axis=0
    )
    places = weights.get("deberta.embeddings.position_embeddings.weight")
    if places is not None:
        states = graph.node("Add", states, graph.up_to(graph.weight(places), token_count(graph)))
    types = weights.get("deberta.embeddings.token_type_embeddings.weight")
    if types is not None:
        states = graph.node("Add", states, graph.weight(types[0]))
    wider = weights.get("deberta.embeddings.embed_proj.weight")
    if wider is not None:
        states = graph.linear(states, wider, None)
    return norm(graph, weights, "deberta.embeddings.LayerNorm", states, config.layer_norm_eps)


def _reach(config: Any) -> int:
    reach = getattr(config, "max_relative_positions", -1)
    return reach if reach >= 1 else config.max_position_embeddings


def _buckets(config: Any, span: int) -> numpy.ndarray:
    """Bucket of each distance from -(n - 1) to n - 1, n the base's longest text; v2 has logarithmic ones."""
    longest = config.max_position_embeddings
    distances = numpy.arange(1 - longest, longest, dtype=numpy.int64)
    if getattr(config, "position_buckets", -1) <= 0:
        return distances
    # By the very function that training used: the edges of the buckets depend on its rounding.
    return make_log_bucket_position(torch.from_numpy(distances), span, _reach(config)).to(torch.long).numpy()


def _lookups(graph: Graph, config: Any, span: int) -> tuple[str, str]:
    """Rows of the relative embeddings for query and key, and for key and query, each [batch, heads, tokens, tokens]."""
    buckets = _buckets(config, span)
    longest = config.max_position_embeddings
    length = token_count(graph)
    places = graph.up_to(graph.weight(numpy.arange(longest, dtype=numpy.int64)), length)
    rows = graph.node("Unsqueeze", places, graph.integers([1]))
    columns = graph.node("Unsqueeze", places, graph.integers([0]))
    distances = graph.node("Add", graph.node("Sub", rows, columns), graph.integers(longest - 1))
    # Zeros of the batch's and the heads' number: GatherElements does not repeat its indices by itself.
    none = graph.node("Mul", graph.node("Unsqueeze", "attention_mask", graph.integers([1, 2])), graph.integers(0))
    zeros = graph.node("Add", none, graph.weight(numpy.zeros((1, config.num_attention_heads, 1, 1), dtype=numpy.int64)))

    def repeated(positions: numpy.ndarray) -> str:
        table = graph.weight(numpy.clip(positions + span, 0, 2 * span - 1))
        return graph.node("Add", graph.node("Gather", table, distances, axis=0), zeros)

    return repeated(buckets), repeated(-buckets)


def _context(
    graph: Graph,
    attention: _Attention,
    states: str,
    mask: str,
    config: Any,
    relative: numpy.ndarray,
    span: int,
    looked_up: tuple[str, str],
) -> str:
    count = config.num_attention_heads

    def projected(projection: _Projection) -> str:
        return graph.heads(graph.linear(states, projection.weight, projection.bias), count)

    def positions(projection: _Projection, table: numpy.ndarray) -> str:
        """[heads, width of a head, 2 x span]: the weights are constants, and so is their product."""
        heads = projection.of(table[: 2 * span]).reshape(2 * span, count, -1)
        return graph.weight(heads.transpose(1, 2, 0).astype(numpy.float32))

    queries, keys, values = projected(attention.query), projected(attention.key), projected(attention.value)
    scores = graph.node("MatMul", queries, graph.node("Transpose", keys, perm=[0, 1, 3, 2]))
    to_position, from_position = looked_up
    if attention.position_key is not None:
        every = graph.node("MatMul", queries, positions(attention.position_key, relative))
        scores = graph.node("Add", scores, graph.node("GatherElements", every, to_position, axis=3))
    if attention.position_query is not None:
        every = graph.node("MatMul", keys, positions(attention.position_query, relative))
        found = graph.node("GatherElements", every, from_position, axis=3)
        scores = graph.node("Add", scores, graph.node("Transpose", found, perm=[0, 1, 3, 2]))
    weighted = graph.node("Softmax", graph.node("Add", scores, mask), axis=-1)
    return graph.joined(graph.node("MatMul", weighted, values), config.hidden_size)
