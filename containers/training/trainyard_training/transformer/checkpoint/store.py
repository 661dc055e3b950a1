"""The checkpoint folder: `step-<n>-epoch-<n>/` with its files and marker, and `best/` with weights that several share."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from ..progress import Progress
from .commit import Broken, FileDigest, read_checked, read_marker, sync_folder, write_durably, write_marker

Tensors = Mapping[str, torch.Tensor]

# The last step of an epoch has two: before its validation and after it.
_NAME = re.compile(r"step-\d{8}-epoch-\d{3}")
_PARTIAL = ".partial"
_BEST = "best"
_FILES = ("model.safetensors", "optimizer.safetensors", "state.json", "metrics.jsonl")


@dataclass(frozen=True)
class Snapshot:
    """All of a training at one step, on the CPU and no longer changing."""

    progress: Progress
    # What the training is: compared before it is resumed.
    identity: Mapping[str, Any]
    model: Tensors
    optimizer: Tensors
    # Weights of `progress.best`, if they are not in the store yet.
    best: Tensors | None
    metrics: bytes


@dataclass(frozen=True)
class Stored:
    """A checkpoint that was read and found whole. Weights are bytes of safetensors."""

    progress: Progress
    identity: Mapping[str, Any]
    model: bytes
    optimizer: bytes
    best: bytes | None
    metrics: bytes


class CheckpointStore:
    """Writes checkpoints of which the newest `keep` stay, and finds the newest one that is whole."""

    def __init__(self, folder: Path, keep: int) -> None:
        self._folder = folder
        self._keep = keep
        self._best: tuple[int, FileDigest] | None = None

    def write(self, snapshot: Snapshot) -> None:
        """One commit: until its last file is written, the checkpoints before it count. Raises `OSError`."""
        progress = snapshot.progress
        target = self._folder / f"step-{progress.step:08}-epoch-{progress.epoch:03}"
        partial = self._folder / _PARTIAL
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        files: dict[str, FileDigest] = {}
        if progress.best is not None:
            files[_best_name(progress.best.step)] = self._best_file(progress.best.step, snapshot.best)
        state = {"progress": progress.to_json(), "identity": dict(snapshot.identity)}
        contents: dict[str, Callable[[], bytes]] = {
            "model.safetensors": lambda: save(dict(snapshot.model)),
            "optimizer.safetensors": lambda: save(dict(snapshot.optimizer)),
            "state.json": lambda: json.dumps(state, sort_keys=True).encode(),
            "metrics.jsonl": lambda: snapshot.metrics,
        }
        for name in _FILES:
            files[name] = write_durably(partial / name, contents[name]())
        # A broken one of the same step may lie there.
        shutil.rmtree(target, ignore_errors=True)
        os.rename(partial, target)
        sync_folder(self._folder)
        write_marker(target, files)
        self._prune()

    def newest(self, warn: Callable[[str], None]) -> Stored | None:
        """The newest whole checkpoint; broken ones are told of and removed, with what an interrupted save left."""
        shutil.rmtree(self._folder / _PARTIAL, ignore_errors=True)
        for folder in self._newest_first():
            try:
                return self._read(folder)
            except Broken as reason:
                warn(f"Checkpoint {folder.name} {reason}: it is skipped")
                shutil.rmtree(folder, ignore_errors=True)
        return None

    def _read(self, folder: Path) -> Stored:
        files = read_marker(folder)
        missing = [name for name in _FILES if name not in files]
        if missing:
            raise Broken(f"lacks {missing[0]}")
        content = {name: read_checked(folder / name, files[name]) for name in _FILES}
        try:
            state = json.loads(content["state.json"])
            progress, identity = Progress.from_json(state["progress"]), dict(state["identity"])
        except (ValueError, KeyError, TypeError):
            raise Broken("has a state that this version cannot read") from None
        best = None
        if progress.best is not None:
            name = _best_name(progress.best.step)
            if name not in files:
                raise Broken(f"lacks {name}")
            best = read_checked(self._folder / name, files[name])
            self._best = (progress.best.step, files[name])
        return Stored(progress, identity, content["model.safetensors"], content["optimizer.safetensors"], best, content["metrics.jsonl"])

    def _best_file(self, step: int, weights: Tensors | None) -> FileDigest:
        if self._best is not None and self._best[0] == step:
            return self._best[1]
        if weights is None:
            raise ValueError("the best weights are neither in the store nor in the snapshot")
        path = self._folder / _best_name(step)
        path.parent.mkdir(exist_ok=True)
        digest = write_durably(path, save(dict(weights)))
        sync_folder(path.parent)
        self._best = (step, digest)
        return digest

    def _prune(self) -> None:
        folders = self._newest_first()
        for folder in folders[self._keep :]:
            shutil.rmtree(folder)
        wanted: set[str] = set()
        for folder in folders[: self._keep]:
            try:
                wanted.update(read_marker(folder))
            except Broken:
                continue
        for path in (self._folder / _BEST).glob("*"):
            if f"{_BEST}/{path.name}" not in wanted:
                path.unlink()

    def _newest_first(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        folders = (path for path in self._folder.iterdir() if _NAME.fullmatch(path.name) and path.is_dir())
        return sorted(folders, reverse=True)


def _best_name(step: int) -> str:
    return f"{_BEST}/step-{step:08}.safetensors"
