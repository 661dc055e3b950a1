"""The three files of a model artifact."""

import hashlib
import json
import platform

import numpy
from onnx import TensorProto, helper, numpy_helper

CLEANING = {
    "lowercase": True,
    "stripUrls": False,
    "stripHtml": False,
    "asciiFold": False,
    "stopWords": "none",
    "stemming": "none",
}


def write_artifact(folder, vectorizer, scores, biases, told, rows):
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
    vocabulary = json.dumps({"terms": terms, "idf": vectorizer.idf_.tolist()}).encode()
    graph = graph_of(scores, biases)
    description = {
        "formatVersion": 1,
        "family": "linear",
        "labels": json.loads(told["labels"]),
        "preprocessing": {"cleaning": CLEANING, "ngramMin": 1, "ngramMax": 1, "sublinearTf": False},
        "maxTextLength": int(told["max_text_length"]),
        "files": {"model.onnx": digest(graph), "vocabulary.json": digest(vocabulary)},
        "training": {
            "candidate": told["candidate"],
            "seed": 0,
            "rows": rows,
            "datasetVersion": int(told["dataset_version"]),
            "hyperparameters": {"C": told.get("C", "1")},
            "packages": {"python": platform.python_version()},
        },
    }
    (folder / "model.onnx").write_bytes(graph)
    (folder / "vocabulary.json").write_bytes(vocabulary)
    (folder / "model.json").write_text(json.dumps(description))


def graph_of(scores, biases):
    labels, terms = scores.shape
    table = numpy.zeros((terms + 1, labels), dtype=numpy.float32)
    table[1:] = scores.T
    constants = {
        "table": table,
        "bias": biases.astype(numpy.float32),
        "last": numpy.array([2], dtype=numpy.int64),
        "terms": numpy.array([1], dtype=numpy.int64),
    }
    nodes = [
        helper.make_node("Gather", ["table", "indices"], ["rows"], axis=0),
        helper.make_node("Unsqueeze", ["weights", "last"], ["columns"]),
        helper.make_node("Mul", ["rows", "columns"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "terms"], ["sums"], keepdims=0),
        helper.make_node("Add", ["sums", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1),
    ]
    inputs = [
        helper.make_tensor_value_info("indices", TensorProto.INT64, ["batch", "width"]),
        helper.make_tensor_value_info("weights", TensorProto.FLOAT, ["batch", "width"]),
    ]
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", labels])]
    initializer = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = helper.make_graph(nodes, "words", inputs, outputs, initializer)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return model.SerializeToString(deterministic=True)


def digest(content):
    return hashlib.sha256(content).hexdigest()
