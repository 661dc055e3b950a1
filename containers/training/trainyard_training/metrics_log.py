"""`output/data/metrics.jsonl`: one object for each logged step and each validation, over all interruptions."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

_DIGITS = 6


class MetricsLog:
    """Appends to the file; its content travels in the checkpoints, since a new machine has no old output."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def restore(self, content: bytes) -> None:
        """Starts the file with what was logged up to a checkpoint; nothing for a new training."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(content)

    def append(self, **values: Any) -> dict[str, Any]:
        """Adds a record and gives it back as it is in the file; a number that is not finite is null there."""
        record = {name: _rounded(value) for name, value in values.items()}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        return record

    def content(self) -> bytes:
        return self._path.read_bytes()

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]


def _rounded(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
