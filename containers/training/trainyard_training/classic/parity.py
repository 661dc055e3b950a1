"""A last check before a model leaves: the exported graph says what scikit-learn says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import onnxruntime

from ..errors import TrainingError
from .model import Model

_ROWS = 256
_TOLERANCE = 1e-5


def check_graph(graph: bytes, model: Model, texts: Sequence[str]) -> None:
    """Runs the graph on up to 256 texts. Raises `TrainingError` when a probability differs by more than 1e-5."""
    sample = list(texts[:_ROWS])
    features = model.features(sample)
    lengths = numpy.diff(features.indptr)
    indices = numpy.zeros((len(sample), max(1, int(lengths.max(initial=0)))), dtype=numpy.int64)
    weights = numpy.zeros(indices.shape, dtype=numpy.float32)
    for row, length in enumerate(lengths):
        entries = slice(features.indptr[row], features.indptr[row + 1])
        indices[row, :length] = features.indices[entries] + 1
        weights[row, :length] = features.data[entries]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    (exported,) = session.run(["probabilities"], {"indices": indices, "weights": weights})
    difference = float(numpy.abs(exported - model.probabilities(sample)).max())
    if not difference <= _TOLERANCE:
        raise TrainingError(f"The exported graph differs from the trained model by {difference:.2g}")
