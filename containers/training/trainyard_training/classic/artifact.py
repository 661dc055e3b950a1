"""The files of a model artifact, as `domain/model/artifact.ts` describes them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .hyperparameters import Hyperparameters
from .model import Model

_PACKAGES = ("numpy", "onnx", "regex", "scikit-learn", "scipy", "snowballstemmer")


def write_artifact(
    folder: Path,
    model: Model,
    graph: bytes,
    hyperparameters: Hyperparameters,
    training_rows: int,
    thresholds: Sequence[float] | None = None,
) -> None:
    """Writes `model.onnx`, `vocabulary.json` and, last, `model.json` with the digests of both.

    `thresholds`, of a model that gives sets of labels: the least probability at which each is given.
    """
    vocabulary = _json({"terms": list(model.front.terms), "idf": model.front.transformer.idf_.tolist()})
    description: dict[str, Any] = {
        "formatVersion": 1,
        "family": hyperparameters.family,
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
    if thresholds is not None:
        description["multiLabel"] = {"thresholds": list(thresholds)}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(graph)
    (folder / "vocabulary.json").write_bytes(vocabulary)
    (folder / "model.json").write_bytes(_json(description))


def _training(hyperparameters: Hyperparameters, rows: int) -> dict[str, Any]:
    names = ("ngram_min", "ngram_max", "min_df", "max_features", "sublinear_tf", "sampling", "augmentation", "seed")
    values = {**{name: getattr(hyperparameters, name) for name in names}, **asdict(hyperparameters.settings)}
    training: dict[str, Any] = {
        "candidate": hyperparameters.candidate,
        "seed": hyperparameters.seed,
        "rows": rows,
        "hyperparameters": {**values, "cleaning": hyperparameters.cleaning.to_json()},
        "packages": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
    }
    if hyperparameters.dataset_version is not None:
        training["datasetVersion"] = hyperparameters.dataset_version
    return training


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n").encode("utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
