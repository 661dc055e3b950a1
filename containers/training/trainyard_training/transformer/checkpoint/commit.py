"""The marker that makes a folder a checkpoint: the digest of each of its files, written when all of them are there.

SageMaker copies the checkpoint folder to S3 file by file and back, so any part of it may be missing, old or half there:
a folder counts only when its marker does and every file is what the marker says.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FORMAT = 1
MARKER = "commit.json"

_FILE = re.compile(r"(?:best/)?[a-z0-9][a-z0-9.-]*")


class Broken(Exception):
    """Why a folder is no checkpoint."""


@dataclass(frozen=True)
class FileDigest:
    sha256: str
    size: int


def write_durably(path: Path, content: bytes) -> FileDigest:
    """Writes a file and waits until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return FileDigest(hashlib.sha256(content).hexdigest(), len(content))


def write_marker(folder: Path, files: Mapping[str, FileDigest]) -> None:
    """Commits a folder whose files are written. Appears whole or not at all."""
    marker = {"format": FORMAT, "files": {name: {"sha256": one.sha256, "size": one.size} for name, one in sorted(files.items())}}
    partial = folder / f".{MARKER}"
    write_durably(partial, json.dumps(marker, sort_keys=True).encode())
    os.replace(partial, folder / MARKER)
    sync_folder(folder)


def read_marker(folder: Path) -> dict[str, FileDigest]:
    """Digests by file name; names with `best/` lie beside the folder. Raises `Broken`."""
    try:
        marker = json.loads((folder / MARKER).read_text("utf-8"))
        if marker["format"] != FORMAT:
            raise Broken(f"has format {marker['format']}, and this version reads {FORMAT}")
        files = {name: FileDigest(str(one["sha256"]), int(one["size"])) for name, one in marker["files"].items()}
    except FileNotFoundError:
        raise Broken("was never committed") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Broken("has an unreadable marker") from None
    if not all(_FILE.fullmatch(name) for name in files):
        raise Broken("has a marker that names files elsewhere")
    return files


def read_checked(path: Path, wanted: FileDigest) -> bytes:
    """A file's content, when it is what was written. Raises `Broken`."""
    try:
        if path.stat().st_size != wanted.size:
            raise Broken(f"has a {path.name} of another size")
        content = path.read_bytes()
    except OSError:
        raise Broken(f"lacks {path.name}") from None
    if hashlib.sha256(content).hexdigest() != wanted.sha256:
        raise Broken(f"has a {path.name} of another content")
    return content


def sync_folder(folder: Path) -> None:
    """Waits until the folder's names are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
