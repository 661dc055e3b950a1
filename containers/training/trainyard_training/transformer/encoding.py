"""Texts as token ids, made once before the first epoch, and batches of them as padded tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy
import torch
from tokenizers import Tokenizer

from ..rows import Rows

_TEXTS_AT_ONCE = 4096


@dataclass(frozen=True)
class EncodedRows:
    """Token ids of all rows one after the other: row i has `ids[offsets[i]:offsets[i + 1]]`."""

    ids: numpy.ndarray
    offsets: numpy.ndarray
    labels: numpy.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def lengths(self) -> numpy.ndarray:
        return numpy.diff(self.offsets)

    def row(self, position: int) -> numpy.ndarray:
        return self.ids[self.offsets[position] : self.offsets[position + 1]]


@dataclass(frozen=True)
class Batch:
    """Padded to its longest row: `input_ids` and `attention_mask` int64 [rows, tokens], `labels` int64 [rows], each as one number (see `label_codes.py`)."""

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    labels: torch.Tensor


def encode(rows: Rows, tokenizer: Tokenizer) -> EncodedRows:
    """Tokenizes the texts as they are; the tokenizer says where they are cut."""
    lists: list[list[int]] = []
    for start in range(0, len(rows), _TEXTS_AT_ONCE):
        lists += [encoding.ids for encoding in tokenizer.encode_batch_fast(rows.texts[start : start + _TEXTS_AT_ONCE])]
    offsets = numpy.zeros(len(lists) + 1, dtype=numpy.int64)
    numpy.cumsum([len(ids) for ids in lists], out=offsets[1:])
    ids = numpy.fromiter(chain.from_iterable(lists), dtype=numpy.int32, count=int(offsets[-1]))
    return EncodedRows(ids, offsets, numpy.asarray(rows.labels, dtype=numpy.int64))


def collate(rows: EncodedRows, positions: Sequence[int], pad_token_id: int, device: torch.device) -> Batch:
    """The rows at these positions as one padded batch on the device."""
    sequences = [rows.row(position) for position in positions]
    width = max(len(sequence) for sequence in sequences)
    input_ids = numpy.full((len(sequences), width), pad_token_id, dtype=numpy.int64)
    attention_mask = numpy.zeros_like(input_ids)
    for index, sequence in enumerate(sequences):
        input_ids[index, : len(sequence)] = sequence
        attention_mask[index, : len(sequence)] = 1
    return Batch(
        _to_device(torch.from_numpy(input_ids), device),
        _to_device(torch.from_numpy(attention_mask), device),
        _to_device(torch.from_numpy(rows.labels[positions]), device),
    )


def _to_device(tensor: torch.Tensor, device: torch.device) -> torch.Tensor:
    # From pinned memory the copy does not hold up the host.
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor
