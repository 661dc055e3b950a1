"""Copies of a training's tensors in the host's memory, which a save reads while training goes on."""

from __future__ import annotations

from collections.abc import Mapping

import torch


class Staging:
    """The same memory for each copy: pages are touched once, and pinned where the tensors are on a GPU."""

    def __init__(self) -> None:
        self._copies: dict[str, torch.Tensor] = {}

    def copy(self, tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """Overwrites the copies made before. When it returns they no longer depend on the tensors."""
        for name, tensor in tensors.items():
            source = tensor.detach()
            held = self._copies.get(name)
            if held is None or held.shape != source.shape or held.dtype != source.dtype:
                held = torch.empty(source.shape, dtype=source.dtype, pin_memory=source.is_cuda)
                self._copies[name] = held
            held.copy_(source, non_blocking=True)
        if any(tensor.is_cuda for tensor in tensors.values()):
            torch.cuda.synchronize()
        return {name: self._copies[name] for name in tensors}
