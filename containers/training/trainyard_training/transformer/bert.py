"""BERT, MiniLM (a BERT), RoBERTa and DistilBERT sequence classifiers as ONNX graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from .encoder import Layer, after_attention, classifier, key_mask, linear, norm, token_count
from .graph import Graph, Weights


@dataclass(frozen=True)
class _Shape:
    layers: int
    heads: int
    width: int
    activation: str
    epsilon: float


def bert(weights: Weights, config: Any) -> bytes:
    graph, shape = Graph(), _shape(config)
    places = weights["bert.embeddings.position_embeddings.weight"] + _first_type(weights, "bert.")
    embedded = _embedded(graph, weights, "bert.embeddings.", _in_order(graph, places), shape)
    first = _encoded(graph, weights, embedded, shape, "bert.encoder.layer.", _BERT_LAYER, _BERT_PROJECTIONS)
    return graph.finish(*classifier(graph, weights, config, first, "bert.pooler.dense", "tanh", "classifier"))


def roberta(weights: Weights, config: Any) -> bytes:
    graph, shape = Graph(), _shape(config)
    places = weights["roberta.embeddings.position_embeddings.weight"] + _first_type(weights, "roberta.")
    embedded = _embedded(graph, weights, "roberta.embeddings.", _counted(graph, places, config.pad_token_id), shape)
    first = _encoded(graph, weights, embedded, shape, "roberta.encoder.layer.", _BERT_LAYER, _BERT_PROJECTIONS)
    return graph.finish(*classifier(graph, weights, config, first, "classifier.dense", "tanh", "classifier.out_proj"))


def distilbert(weights: Weights, config: Any) -> bytes:
    graph = Graph()
    shape = _Shape(config.n_layers, config.n_heads, config.dim, config.activation, 1e-12)
    places = weights["distilbert.embeddings.position_embeddings.weight"]
    embedded = _embedded(graph, weights, "distilbert.embeddings.", _in_order(graph, places), shape)
    first = _encoded(
        graph, weights, embedded, shape, "distilbert.transformer.layer.", _DISTILBERT_LAYER, _DISTILBERT_PROJECTIONS
    )
    return graph.finish(*classifier(graph, weights, config, first, "pre_classifier", "relu", "classifier"))


_BERT_LAYER = (
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)
_BERT_PROJECTIONS = ("attention.self.query", "attention.self.key", "attention.self.value")
_DISTILBERT_LAYER = ("attention.out_lin", "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm")
_DISTILBERT_PROJECTIONS = ("attention.q_lin", "attention.k_lin", "attention.v_lin")


def _shape(config: Any) -> _Shape:
    layers, heads = config.num_hidden_layers, config.num_attention_heads
    return _Shape(layers, heads, config.hidden_size, config.hidden_act, config.layer_norm_eps)


def _first_type(weights: Weights, prefix: str) -> numpy.ndarray:
    """Every token of a single text has type 0, so its embedding is a constant."""
    return weights[f"{prefix}embeddings.token_type_embeddings.weight"][0]


def _in_order(graph: Graph, places: numpy.ndarray) -> str:
    """[tokens, width]: the places of 0, 1, 2…"""
    return graph.up_to(graph.weight(places), token_count(graph))


def _counted(graph: Graph, places: numpy.ndarray, padding: int) -> str:
    """[batch, tokens, width]: tokens that are not padding count on from its id, as RoBERTa has it."""
    real = graph.node("Cast", graph.node("Not", graph.node("Equal", "input_ids", graph.integers(padding))), to=7)
    counted = graph.node("Mul", graph.node("CumSum", real, graph.integers(1)), real)
    return graph.node("Gather", graph.weight(places), graph.node("Add", counted, graph.integers(padding)), axis=0)


def _embedded(graph: Graph, weights: Weights, prefix: str, places: str, shape: _Shape) -> str:
    words = graph.node("Gather", graph.weight(weights[f"{prefix}word_embeddings.weight"]), "input_ids", axis=0)
    return norm(graph, weights, f"{prefix}LayerNorm", graph.node("Add", words, places), shape.epsilon)


def _encoded(
    graph: Graph,
    weights: Weights,
    embedded: str,
    shape: _Shape,
    prefix: str,
    names: tuple[str, str, str, str, str],
    projections: tuple[str, str, str],
) -> str:
    """The first token after all layers, [batch, 1, width]: the last layer computes no other."""
    mask = key_mask(graph)
    states = embedded
    for index in range(shape.layers):
        layer = Layer(f"{prefix}{index}.", *names)
        asking = graph.first(states) if index == shape.layers - 1 else states
        context = _attention(graph, weights, asking, states, mask, shape, [layer.prefix + name for name in projections])
        states = after_attention(graph, weights, layer, context, asking, shape.activation, shape.epsilon)
    return states


def _attention(
    graph: Graph, weights: Weights, asking: str, states: str, mask: str, shape: _Shape, projections: list[str]
) -> str:
    query, key, value = projections
    queries = graph.heads(linear(graph, weights, query, asking), shape.heads)
    keys = graph.node("Transpose", graph.heads(linear(graph, weights, key, states), shape.heads), perm=[0, 1, 3, 2])
    values = graph.heads(linear(graph, weights, value, states), shape.heads)
    root = graph.floats((shape.width // shape.heads) ** 0.5)
    scores = graph.node("Add", graph.node("Div", graph.node("MatMul", queries, keys), root), mask)
    return graph.joined(graph.node("MatMul", graph.node("Softmax", scores, axis=-1), values), shape.width)
