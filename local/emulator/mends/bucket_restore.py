"""AWS creates a bucket with its settings; ministack makes one of every folder it finds, also of a bucket that was not saved yet."""

import shutil
from pathlib import Path
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.s3:_restore_state",
    "ministack.services.s3:_buckets",
    "ministack.services.s3:_object_versions",
    "ministack.services.s3:DATA_DIR",
)


def apply() -> None:
    wrap(PATCHES[0], _only_saved)


def _only_saved(original: Any) -> Any:
    """The stack that made an unsaved bucket is not there either, and would find the name taken when it is deployed again."""

    def restore(data: dict[str, Any]) -> None:
        from ministack.services import s3

        original(data)
        saved = data["buckets_meta"]._data
        for account, bucket in [scoped for scoped in s3._buckets._data if scoped not in saved]:
            del s3._buckets._data[(account, bucket)]
            for versions in [key for key in s3._object_versions._data if key[0] == account and key[1][0] == bucket]:
                del s3._object_versions._data[versions]
            shutil.rmtree(Path(s3.DATA_DIR, account, bucket), ignore_errors=True)

    return restore
