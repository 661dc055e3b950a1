"""A graph that walks a forest.

Of ordinary operators on purpose: each of them checks its indices when it runs. The tree operators of `ai.onnx.ml` trust
their attributes, which a model from elsewhere could turn into reads outside the memory.
"""

from __future__ import annotations

import numpy
from onnx import GraphProto, NodeProto, helper, numpy_helper

from .forest import Forest
from .ports import inputs, output


def forest_graph(forest: Forest, terms: int, spread: numpy.ndarray, bias: numpy.ndarray, softmax: bool) -> GraphProto:
    """`spread` [width, labels]: (sum of the leaves' values) x spread + bias, through a softmax where asked for.

    Trees of one column each (values of width 1) are summed apart: tree t goes to row t modulo the rows of `spread`.
    """
    trees = len(forest.roots)
    width = spread.shape[0]
    rounds = trees * forest.values.shape[1] // width
    steps = [node for step in range(forest.depth) for node in _step(step)]
    return helper.make_graph(
        [
            # A zero for each text, whatever the batch, to begin from.
            helper.make_node("Gather", ["indices", "zero"], ["firsts"], axis=1),
            helper.make_node("Mul", ["firsts", "zero"], ["zeros"]),
            # Dense rows; column 0 takes the padding and stays zero.
            helper.make_node("Gather", ["blank", "zeros"], ["empty"], axis=0),
            helper.make_node("ScatterElements", ["empty", "indices", "weights"], ["dense"], axis=1),
            helper.make_node("Gather", ["roots", "zeros"], ["at_0"], axis=0),
            *steps,
            helper.make_node("Gather", ["leaf", f"at_{forest.depth}"], ["leaves"], axis=0),
            helper.make_node("Gather", ["values", "leaves"], ["votes"], axis=0),
            helper.make_node("Reshape", ["votes", "shape"], ["rounds"]),
            helper.make_node("ReduceSum", ["rounds", "rounds_axis"], ["sums"], keepdims=0),
            helper.make_node("MatMul", ["sums", "spread"], ["scores"]),
            helper.make_node("Add", ["scores", "bias"], ["logits" if softmax else "probabilities"]),
            *([helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1)] if softmax else []),
        ],
        "forest",
        inputs(),
        [output(spread.shape[1])],
        initializer=[
            numpy_helper.from_array(numpy.array(0, dtype=numpy.int64), "zero"),
            numpy_helper.from_array(numpy.array(1, dtype=numpy.int32), "one"),
            numpy_helper.from_array(numpy.zeros((1, terms + 1), dtype=numpy.float32), "blank"),
            numpy_helper.from_array(forest.roots[None, :], "roots"),
            numpy_helper.from_array(forest.feature, "feature"),
            numpy_helper.from_array(forest.threshold, "threshold"),
            numpy_helper.from_array(forest.right, "right"),
            numpy_helper.from_array(forest.leaf, "leaf"),
            numpy_helper.from_array(forest.values, "values"),
            numpy_helper.from_array(numpy.array([-1, rounds, width], dtype=numpy.int64), "shape"),
            numpy_helper.from_array(numpy.array([1], dtype=numpy.int64), "rounds_axis"),
            numpy_helper.from_array(spread.astype(numpy.float32), "spread"),
            numpy_helper.from_array(bias.astype(numpy.float32), "bias"),
        ],
    )


def _step(step: int) -> list[NodeProto]:
    """All trees go one node down."""
    at = f"at_{step}"
    return [
        helper.make_node("Gather", ["feature", at], [f"features_{step}"], axis=0),
        helper.make_node("GatherElements", ["dense", f"features_{step}"], [f"weights_{step}"], axis=1),
        helper.make_node("Gather", ["threshold", at], [f"thresholds_{step}"], axis=0),
        helper.make_node("LessOrEqual", [f"weights_{step}", f"thresholds_{step}"], [f"goes_left_{step}"]),
        helper.make_node("Add", [at, "one"], [f"left_{step}"]),
        helper.make_node("Gather", ["right", at], [f"right_{step}"], axis=0),
        helper.make_node("Where", [f"goes_left_{step}", f"left_{step}", f"right_{step}"], [f"at_{step + 1}"]),
    ]
