"""Inputs and output of every graph over TF-IDF."""

from __future__ import annotations

from onnx import TensorProto, ValueInfoProto, helper

# Score of a label without training rows: exp of it is 0 in float32, and it stays finite.
NEVER = -1.0e4


def inputs() -> list[ValueInfoProto]:
    """`indices` int64 [batch, terms], from 1, 0 is padding; `weights` float32 [batch, terms], 0 for padding."""
    return [
        helper.make_tensor_value_info("indices", TensorProto.INT64, ["batch", "terms"]),
        helper.make_tensor_value_info("weights", TensorProto.FLOAT, ["batch", "terms"]),
    ]


def output(labels: int) -> ValueInfoProto:
    """`probabilities` float32 [batch, labels]."""
    return helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", labels])
