"""A graph whose scores are linear in the features."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from onnx import GraphProto, helper, numpy_helper

from .ports import NEVER, inputs, output


def linear_graph(
    coefficients: numpy.ndarray, intercepts: numpy.ndarray, classes: Sequence[int], labels: int, link: str = "Softmax"
) -> GraphProto:
    """link(sum of weight x row of the table + bias); `coefficients` [classes, terms], `intercepts` [classes].

    `link`: `Softmax` where each text has one label, `Sigmoid` where labels are independent.
    """
    # Row 0 stays zero: padding.
    table = numpy.zeros((coefficients.shape[1] + 1, labels), dtype=numpy.float32)
    bias = numpy.full(labels, NEVER, dtype=numpy.float32)
    for row, label in enumerate(classes):
        table[1:, label] = coefficients[row]
        bias[label] = intercepts[row]
    return helper.make_graph(
        [
            helper.make_node("Gather", ["table", "indices"], ["rows"], axis=0),
            helper.make_node("Unsqueeze", ["weights", "last_axis"], ["columns"]),
            helper.make_node("Mul", ["rows", "columns"], ["weighted"]),
            helper.make_node("ReduceSum", ["weighted", "terms_axis"], ["sums"], keepdims=0),
            helper.make_node("Add", ["sums", "bias"], ["logits"]),
            helper.make_node(link, ["logits"], ["probabilities"], **({"axis": -1} if link == "Softmax" else {})),
        ],
        "linear",
        inputs(),
        [output(labels)],
        initializer=[
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(bias, "bias"),
            numpy_helper.from_array(numpy.array([2], dtype=numpy.int64), "last_axis"),
            numpy_helper.from_array(numpy.array([1], dtype=numpy.int64), "terms_axis"),
        ],
    )
