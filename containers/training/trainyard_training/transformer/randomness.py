"""Every random number of a training as a function of its seed and of where the training is."""

from __future__ import annotations

import hashlib
import os
import random

import numpy
import torch


def make_deterministic() -> None:
    """From here on the same inputs give the same bits on the same kind of device. Call it before CUDA is used."""
    # cuBLAS reads it when its first handle is made.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True)
    # Filling fresh memory only helps to find reads of it, and costs a pass over each tensor.
    torch.utils.deterministic.fill_uninitialized_memory = False
    torch.backends.cudnn.benchmark = False


def seed_generators(seed: int, *place: int) -> None:
    """Sets the generators of Python, NumPy, PyTorch and its GPUs to the stream of this place.

    A micro-batch seeds by its step and number, so no state of a generator is carried from step to step: a checkpoint
    needs none, and dropout is the same whichever process computes the micro-batch.
    """
    stream = int.from_bytes(hashlib.sha256(repr((seed, *place)).encode()).digest()[:8], "big") >> 1
    random.seed(stream)
    numpy.random.seed(stream & 0xFFFFFFFF)
    torch.manual_seed(stream)
