"""An ONNX graph, node by node, of the operators that the inference core runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper

# As for the other families; LayerNormalization is as old as this opset.
_OPSET = 17
_IR_VERSION = 8

Weights = dict[str, numpy.ndarray]


class Graph:
    """Collects nodes and constants. Every method gives the name of what its node makes."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []
        self._known: dict[tuple[str, bytes, tuple[int, ...]], str] = {}

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], output, **attributes))
        return output

    def weight(self, values: numpy.ndarray) -> str:
        """A large constant."""
        name = f"weight_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(numpy.ascontiguousarray(values), name))
        return name

    def constant(self, values: Any, dtype: type[numpy.generic]) -> str:
        """A small constant: the same values are kept once."""
        array = numpy.asarray(values, dtype=dtype)
        key = (array.dtype.str, array.tobytes(), array.shape)
        if key not in self._known:
            self._known[key] = self.weight(array)
        return self._known[key]

    def floats(self, values: Any) -> str:
        return self.constant(values, numpy.float32)

    def integers(self, values: Any) -> str:
        return self.constant(values, numpy.int64)

    def linear(self, values: str, weight: numpy.ndarray, bias: numpy.ndarray | None) -> str:
        """PyTorch's `Linear`: its weight is [outputs, inputs]."""
        product = self.node("MatMul", values, self.weight(weight.T))
        return product if bias is None else self.node("Add", product, self.weight(bias))

    def layer_norm(self, values: str, weight: numpy.ndarray, bias: numpy.ndarray, epsilon: float) -> str:
        scale, shift = self.weight(weight), self.weight(bias)
        return self.node("LayerNormalization", values, scale, shift, axis=-1, epsilon=epsilon)

    def gelu(self, values: str) -> str:
        erf = self.node("Erf", self.node("Div", values, self.floats(2.0**0.5)))
        doubled = self.node("Mul", values, self.node("Add", erf, self.floats(1.0)))
        return self.node("Mul", doubled, self.floats(0.5))

    def gelu_tanh(self, values: str) -> str:
        """Hendrycks and Gimpel's approximation, `gelu_new` of transformers."""
        cube = self.node("Mul", self.node("Mul", values, values), values)
        inner = self.node("Add", values, self.node("Mul", cube, self.floats(0.044715)))
        tanh = self.node("Tanh", self.node("Mul", inner, self.floats((2.0 / numpy.pi) ** 0.5)))
        return self.node("Mul", self.node("Mul", values, self.floats(0.5)), self.node("Add", tanh, self.floats(1.0)))

    def heads(self, values: str, count: int) -> str:
        """[batch, tokens, width] to [batch, heads, tokens, width of a head]."""
        split = self.node("Reshape", values, self.integers([0, 0, count, -1]))
        return self.node("Transpose", split, perm=[0, 2, 1, 3])

    def joined(self, values: str, width: int) -> str:
        """What `heads` took apart."""
        return self.node("Reshape", self.node("Transpose", values, perm=[0, 2, 1, 3]), self.integers([0, 0, width]))

    def first(self, values: str) -> str:
        """The first token of [batch, tokens, width], as [batch, 1, width]."""
        return self.node("Slice", values, self.integers([0]), self.integers([1]), self.integers([1]))

    def up_to(self, values: str, length: str) -> str:
        """The first `length` rows."""
        return self.node("Slice", values, self.integers([0]), length, self.integers([0]))

    def finish(self, probabilities: str, labels: int) -> bytes:
        """Serialized and checked: the same graph gives the same bytes."""
        inputs: Sequence[str] = ("input_ids", "attention_mask")
        self._nodes.append(helper.make_node("Identity", [probabilities], ["probabilities"], "probabilities"))
        graph = helper.make_graph(
            self._nodes,
            "transformer",
            [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in inputs],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", labels])],
            initializer=self._constants,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION, producer_name="trainyard"
        )
        checker.check_model(model, full_check=True)
        return model.SerializeToString(deterministic=True)
