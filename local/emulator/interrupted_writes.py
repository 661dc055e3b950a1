"""What a kill leaves of objects that were being written: finished when their bytes had taken their place, else dropped."""

import json
import os
from pathlib import Path

DRAFT = ".tmp"
METADATA = ".meta.json"


def finish_interrupted_writes(objects_directory: str | None) -> None:
    """To be called before ministack reads the objects, which it does as soon as it is imported."""
    if not objects_directory or not os.path.isdir(objects_directory):
        return
    root = Path(objects_directory)
    for draft in root.rglob(f"*{METADATA}{DRAFT}"):
        path = draft.with_name(draft.name.removesuffix(METADATA + DRAFT))
        body = path.with_name(path.name + DRAFT)
        if body.exists() or not _is_whole(draft):
            draft.unlink()
        else:
            draft.replace(path.with_name(path.name + METADATA))
    for draft in root.rglob(f"*{DRAFT}"):
        draft.unlink()


def _is_whole(draft: Path) -> bool:
    try:
        json.loads(draft.read_text())
    except ValueError:
        return False
    return True
