"""The trained model as an ONNX graph that takes sparse TF-IDF vectors."""

from __future__ import annotations

from onnx import checker, helper

from ..errors import TrainingError
from .model import Model

# Old enough for every ONNX Runtime since 1.14, and without operators newer than it.
_OPSET = 17
_IR_VERSION = 8
# Half of what the server reads.
_MOST_BYTES = 2**29


def to_onnx(model: Model) -> bytes:
    """Serialized graph: the same model gives the same bytes. Raises `TrainingError` when there are too many of them."""
    graph = model.classifier.graph(len(model.front.terms), len(model.labels))
    onnx_model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION, producer_name="trainyard"
    )
    if onnx_model.ByteSize() > _MOST_BYTES:
        raise TrainingError(f"The model has more than {_MOST_BYTES} bytes; fewer terms or fewer, smaller trees help")
    checker.check_model(onnx_model, full_check=True)
    return onnx_model.SerializeToString(deterministic=True)
