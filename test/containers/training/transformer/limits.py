"""What an attempt at a training has less of than it wants."""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass
from typing import Any

import torch
from moments import SignalAt


@dataclass(frozen=True)
class SmallMemory:
    """The model's forward pass fails for more rows than these, as it does on a GPU without memory."""

    rows: int
    # SIGTERM as the step with this number begins; 0 sends none.
    stop_at_step: int = 0

    def __call__(self) -> None:
        from transformers import BertModel

        forward, most = BertModel.forward, self.rows

        def limited(model: BertModel, input_ids: torch.Tensor, **others: Any) -> Any:
            if model.training and len(input_ids) > most:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
            return forward(model, input_ids=input_ids, **others)

        BertModel.forward = limited
        if self.stop_at_step > 0:
            # A step is a call and a return.
            SignalAt(2 * (self.stop_at_step - 1), signal.SIGTERM, function="take")()


@dataclass(frozen=True)
class SmallFiles:
    """No file may grow beyond so many bytes: what a full disk does to a save."""

    most_bytes: int

    def __call__(self) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.most_bytes, self.most_bytes))
