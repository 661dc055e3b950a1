"""The files of a transformer's artifact, as `domain/model/families/transformer.ts` describes them."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

_PACKAGES = ("numpy", "onnx", "safetensors", "tokenizers", "torch", "transformers")


@dataclass(frozen=True)
class Description:
    """What `model.json` says of a model. `labels` are in the order of the graph's columns."""

    labels: tuple[str, ...]
    max_text_length: int
    max_tokens: int
    pad_token_id: int
    candidate: str
    seed: int
    rows: int
    dataset_version: int | None
    hyperparameters: dict[str, Any]
    # Of a model that gives sets of labels: the least probability at which each is given.
    thresholds: list[float] | None = None


def write_artifact(folder: Path, description: Description, graph: bytes, tokenizer: bytes) -> None:
    """Writes `model.onnx`, `tokenizer.json` and, last, `model.json` with the digests of both."""
    training: dict[str, Any] = {
        "candidate": description.candidate,
        "seed": description.seed,
        "rows": description.rows,
        "hyperparameters": description.hyperparameters,
        "packages": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
    }
    if description.dataset_version is not None:
        training["datasetVersion"] = description.dataset_version
    model: dict[str, Any] = {
        "formatVersion": 1,
        "family": "transformer",
        "labels": list(description.labels),
        "preprocessing": {"maxTokens": description.max_tokens, "padTokenId": description.pad_token_id},
        "maxTextLength": description.max_text_length,
        "files": {"model.onnx": _sha256(graph), "tokenizer.json": _sha256(tokenizer)},
        "training": training,
    }
    if description.thresholds is not None:
        model["multiLabel"] = {"thresholds": description.thresholds}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(graph)
    (folder / "tokenizer.json").write_bytes(tokenizer)
    text = json.dumps(model, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"
    (folder / "model.json").write_bytes(text.encode("utf-8"))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
