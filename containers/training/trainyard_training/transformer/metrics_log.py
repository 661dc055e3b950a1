"""`output/data/metrics.jsonl`: one object for each logged step and each validation, over all interruptions."""

from __future__ import annotations

import json
from pathlib import Path

_DIGITS = 6


class MetricsLog:
    """Appends to the file; its content travels in the checkpoints, since a new machine has no old output."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def restore(self, content: bytes) -> None:
        """Starts the file with what was logged up to a checkpoint; nothing for a new training."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(content)

    def append(self, **values: float) -> None:
        line = {name: value if isinstance(value, int) else float(f"{value:.{_DIGITS}g}") for name, value in values.items()}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def content(self) -> bytes:
        return self._path.read_bytes()
