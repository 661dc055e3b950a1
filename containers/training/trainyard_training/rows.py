"""Rows of a channel: the columns `row_id`, `text` and `label` of its Parquet files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError
from .label_codes import code_of

_COLUMNS = ("row_id", "text", "label")


@dataclass(frozen=True)
class Rows:
    """Texts and their labels as one number (see `label_codes.py`), sorted by row id: the files' layout does not change what is learned."""

    texts: list[str]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.texts)


def read_rows(channel: str, files: Sequence[Path], labels: Sequence[str], task: str = "single-label") -> Rows:
    """Reads a channel's files. Raises `TrainingError` on a broken file, a missing column or value, an unknown label."""
    rows = [row for file in files for row in _read_file(channel, file)]
    position = {label: index for index, label in enumerate(labels)}
    codes = {label: code_of(task, label, position) for _row_id, _text, label in rows}
    unknown = [label for label, code in codes.items() if code is None]
    if unknown:
        raise TrainingError(f"Channel {channel} has {len(unknown)} labels that the hyperparameter labels does not name")
    if any(not isinstance(text, str) for _row_id, text, _label in rows):
        raise TrainingError(f"Channel {channel} has rows without a text")
    rows.sort(key=lambda row: str(row[0]))
    return Rows(texts=[text for _row_id, text, _label in rows], labels=[codes[label] for _row_id, _text, label in rows])


def _read_file(channel: str, file: Path) -> list[tuple[object, str, str]]:
    import pyarrow
    from pyarrow import parquet

    try:
        # One file at a time: a folder named split=train would otherwise be read as a column.
        with parquet.ParquetFile(file) as opened:
            missing = [column for column in _COLUMNS if column not in opened.schema_arrow.names]
            if missing:
                raise TrainingError(f"Channel {channel}: {file.name} lacks the columns {', '.join(missing)}")
            table = opened.read(columns=list(_COLUMNS))
    except (pyarrow.ArrowException, OSError):
        raise TrainingError(f"Channel {channel}: {file.name} is not a readable Parquet file") from None
    return list(zip(*(table.column(column).to_pylist() for column in _COLUMNS)))
