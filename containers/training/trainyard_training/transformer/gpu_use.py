"""How busy the GPU is, by NVIDIA's management library, which comes with the driver."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import torch


class _Utilization(ctypes.Structure):
    # Per cent of the time since the last sample in which a kernel ran, and in which memory was read or written.
    _fields_ = [("gpu", ctypes.c_uint), ("memory", ctypes.c_uint)]


def gpu_use(device: torch.device) -> Callable[[], float | None]:
    """A function that gives the share of time, from 0 to 1; nothing without a GPU, or where the library does not say."""
    if device.type != "cuda":
        return lambda: None
    try:
        library = ctypes.CDLL("libnvidia-ml.so.1")
        handle = ctypes.c_void_p()
        # By its id: the library does not know which GPUs this process sees, nor in which order.
        name = f"GPU-{torch.cuda.get_device_properties(device).uuid}".encode()
        if library.nvmlInit_v2() != 0 or library.nvmlDeviceGetHandleByUUID(name, ctypes.byref(handle)) != 0:
            return lambda: None
    except (OSError, AttributeError):
        return lambda: None

    def read() -> float | None:
        found = _Utilization()
        return found.gpu / 100 if library.nvmlDeviceGetUtilizationRates(handle, ctypes.byref(found)) == 0 else None

    return read
