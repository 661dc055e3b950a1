"""The trained model as an ONNX graph that takes sparse TF-IDF vectors."""

from __future__ import annotations

import numpy
from onnx import TensorProto, checker, helper, numpy_helper

from .linear import LinearModel

# Old enough for every ONNX Runtime since 1.14, and without operators newer than it.
_OPSET = 17
_IR_VERSION = 8
# A label without training rows: exp of it is 0 in float32, and it stays finite.
_NEVER = -1.0e4


def to_onnx(model: LinearModel) -> bytes:
    """Serialized graph: the same model gives the same bytes.

    Inputs `indices` int64 [batch, terms] (from 1; 0 is padding) and `weights` float32 [batch, terms]; output
    `probabilities` float32 [batch, labels]: softmax(sum of weight x row of the table + bias).
    """
    table, bias = _table_and_bias(model)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "indices"], ["rows"], axis=0),
            helper.make_node("Unsqueeze", ["weights", "last_axis"], ["columns"]),
            helper.make_node("Mul", ["rows", "columns"], ["weighted"]),
            helper.make_node("ReduceSum", ["weighted", "terms_axis"], ["sums"], keepdims=0),
            helper.make_node("Add", ["sums", "bias"], ["logits"]),
            helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1),
        ],
        "linear",
        [
            helper.make_tensor_value_info("indices", TensorProto.INT64, ["batch", "terms"]),
            helper.make_tensor_value_info("weights", TensorProto.FLOAT, ["batch", "terms"]),
        ],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", len(model.labels)])],
        initializer=[
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(bias, "bias"),
            numpy_helper.from_array(numpy.array([2], dtype=numpy.int64), "last_axis"),
            numpy_helper.from_array(numpy.array([1], dtype=numpy.int64), "terms_axis"),
        ],
    )
    onnx_model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION, producer_name="trainyard"
    )
    checker.check_model(onnx_model, full_check=True)
    return onnx_model.SerializeToString(deterministic=True)


def _table_and_bias(model: LinearModel) -> tuple[numpy.ndarray, numpy.ndarray]:
    coefficients, intercepts = model.estimator.coef_, model.estimator.intercept_
    if len(model.estimator.classes_) == 2:
        # One score for the second label: a softmax over 0 and the score is scikit-learn's sigmoid.
        coefficients = numpy.vstack([numpy.zeros_like(coefficients), coefficients])
        intercepts = numpy.concatenate([numpy.zeros(1), intercepts])
    # Row 0 stays zero: padding.
    table = numpy.zeros((len(model.terms) + 1, len(model.labels)), dtype=numpy.float32)
    bias = numpy.full(len(model.labels), _NEVER, dtype=numpy.float32)
    for row, label in enumerate(model.estimator.classes_):
        table[1:, label] = coefficients[row]
        bias[label] = intercepts[row]
    return table, bias
