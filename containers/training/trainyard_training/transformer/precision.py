"""In which number format the forward pass is computed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

import torch

from ..errors import TrainingError

_TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


class Precision:
    """Mixed precision by autocast: weights, gradients and the optimizer stay float32."""

    def __init__(self, wanted: str, device: torch.device) -> None:
        """`auto` is bf16 on a GPU that computes it, fp16 on another GPU, fp32 without one. Raises `TrainingError`."""
        self._device = device.type
        self.name = _automatic(device) if wanted == "auto" else wanted
        if self.name == "fp16" and device.type == "cpu":
            raise TrainingError("precision fp16 needs a GPU; use auto, bf16 or fp32")
        # Gradients of float16 vanish unless the loss is scaled up.
        self.scaler = torch.amp.GradScaler(device.type, enabled=self.name == "fp16")

    def autocast(self) -> AbstractContextManager[None]:
        return torch.autocast(self._device, dtype=_TYPES[self.name], enabled=self.name != "fp32")


    def state(self) -> dict[str, float]:
        """The scaler's; empty without one."""
        return dict(self.scaler.state_dict())

    def restore(self, state: Mapping[str, float]) -> None:
        if state and self.scaler.is_enabled():
            self.scaler.load_state_dict(dict(state))


def _automatic(device: torch.device) -> str:
    if device.type == "cpu":
        return "fp32"
    # Older GPUs emulate bf16, slower than they compute fp16.
    return "bf16" if torch.cuda.get_device_capability(device) >= (8, 0) else "fp16"
