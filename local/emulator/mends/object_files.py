"""AWS stores an object with its metadata or not at all; ministack replaces two files, one after the other, and keeps the bytes in memory."""

import json
import os
from typing import Any

from emulator.interrupted_writes import DRAFT, METADATA
from emulator.patching import wrap

PATCHES = (
    "ministack.services.s3:_persist_object",
    "ministack.services.s3:_object_disk_path",
    "ministack.services.s3:_object_meta_from_record",
    "ministack.services.s3:_key_history_meta",
    "ministack.services.s3:_object_versions",
)


def apply() -> None:
    wrap(PATCHES[0], _in_one_step)


def _in_one_step(original: Any) -> Any:
    def persist(bucket: str, key: str, record: Any) -> None:
        from ministack.services import s3

        body = record.get("body") if isinstance(record, dict) else None
        path = s3._object_disk_path(bucket, key) if body is not None else None
        if path is not None:
            metadata = {**s3._object_meta_from_record(record), **s3._key_history_meta(bucket, key), "key": key}
            _replace(path, body, json.dumps(metadata).encode())
            # From here on there is nothing but the metadata to write, which are the same.
            record["body"] = None
        original(bucket, key, record)
        _forget_bytes(bucket, key)

    return persist


def _replace(path: str, body: bytes, metadata: bytes) -> None:
    """Both drafts are complete before either takes its place: `interrupted_writes` can finish what a kill leaves."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    for draft, data in ((path + DRAFT, body), (path + METADATA + DRAFT, metadata)):
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
    os.replace(path + DRAFT, path)
    os.replace(path + METADATA + DRAFT, path + METADATA)


def _forget_bytes(bucket: str, key: str) -> None:
    """The bytes of every version lie on the disk now."""
    from ministack.services import s3

    for version in s3._object_versions.get((bucket, key)) or []:
        version["data"] = None
