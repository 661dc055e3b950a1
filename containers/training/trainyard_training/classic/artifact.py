"""The files of a model artifact, as `domain/model/artifact.ts` describes them."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .hyperparameters import Hyperparameters
from .linear import LinearModel

_PACKAGES = ("numpy", "onnx", "regex", "scikit-learn", "scipy", "snowballstemmer")


def write_artifact(
    folder: Path, model: LinearModel, graph: bytes, hyperparameters: Hyperparameters, training_rows: int
) -> None:
    """Writes `model.onnx`, `vocabulary.json` and, last, `model.json` with the digests of both."""
    vocabulary = _json({"terms": list(model.terms), "idf": model.transformer.idf_.tolist()})
    description = {
        "formatVersion": 1,
        "family": "linear",
        "labels": list(model.labels),
        "preprocessing": {
            "cleaning": hyperparameters.cleaning.to_json(),
            "ngramMin": hyperparameters.ngram_min,
            "ngramMax": hyperparameters.ngram_max,
            "sublinearTf": hyperparameters.sublinear_tf,
        },
        "maxTextLength": hyperparameters.max_text_length,
        "files": {"model.onnx": _sha256(graph), "vocabulary.json": _sha256(vocabulary)},
        "training": _training(hyperparameters, training_rows),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(graph)
    (folder / "vocabulary.json").write_bytes(vocabulary)
    (folder / "model.json").write_bytes(_json(description))


def _training(hyperparameters: Hyperparameters, rows: int) -> dict[str, Any]:
    names = ("ngram_min", "ngram_max", "min_df", "max_features", "sublinear_tf", "c", "class_weight", "seed")
    values = asdict(hyperparameters)
    training: dict[str, Any] = {
        "candidate": hyperparameters.candidate,
        "seed": hyperparameters.seed,
        "rows": rows,
        "hyperparameters": {**{name: values[name] for name in names}, "cleaning": hyperparameters.cleaning.to_json()},
        "packages": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
    }
    if hyperparameters.dataset_version is not None:
        training["datasetVersion"] = hyperparameters.dataset_version
    return training


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n").encode("utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
