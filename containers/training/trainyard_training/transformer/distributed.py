"""The processes that train one model together: each has the whole model and a part of every batch."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import distributed

# Long enough for a checkpoint to be read or a model to be validated by another process.
_TIMEOUT = timedelta(minutes=30)
_BUCKET_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True)
class World:
    """This process among `size` processes. Without others every method is the identity."""

    rank: int
    size: int
    device: torch.device
    # Small messages between hosts, also where gradients go from GPU to GPU.
    control: distributed.ProcessGroup | None = None

    @property
    def leads(self) -> bool:
        """Whether this process writes what is written once: checkpoints, metrics, the log, the model."""
        return self.rank == 0

    def sum(self, values: Sequence[float]) -> list[float]:
        """The values added up over all processes, the same bits for each of them."""
        if self.control is None:
            return list(values)
        tensor = torch.tensor(values, dtype=torch.float64)
        distributed.all_reduce(tensor, group=self.control)
        return tensor.tolist()

    def sum_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Adds each parameter's gradient up over all processes, in buckets."""
        if self.control is None:
            return
        bucket: list[torch.Tensor] = []
        for parameter in parameters:
            if parameter.grad is None:
                # This process had no row of the batch.
                parameter.grad = torch.zeros_like(parameter)
            bucket.append(parameter.grad)
            if sum(gradient.nbytes for gradient in bucket) >= _BUCKET_BYTES:
                _sum_in_place(bucket)
                bucket = []
        if bucket:
            _sum_in_place(bucket)

    def share(self, content: bytes | None) -> bytes | None:
        """What the leading process has, for all."""
        if self.control is None:
            return content
        length = torch.tensor([-1 if content is None else len(content)], dtype=torch.int64)
        distributed.broadcast(length, src=0, group=self.control)
        if length.item() < 0:
            return None
        if self.leads:
            tensor = torch.frombuffer(bytearray(content or b"\0"), dtype=torch.uint8)
        else:
            tensor = torch.empty(max(1, int(length.item())), dtype=torch.uint8)
        distributed.broadcast(tensor, src=0, group=self.control)
        return tensor.numpy().tobytes()[: int(length.item())]

    def wait(self) -> None:
        """Until every process is here."""
        if self.control is not None:
            distributed.barrier(group=self.control)

    def leave(self) -> None:
        if self.control is not None:
            distributed.destroy_process_group()


def join() -> World:
    """The world that torchrun's variables describe, or this process alone."""
    local_rank = int(os.environ.get("LOCAL_RANK", "0"))
    if torch.cuda.is_available():
        torch.cuda.set_device(local_rank)
        device = torch.device("cuda", local_rank)
    else:
        device = torch.device("cpu")
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return World(0, 1, device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=_TIMEOUT)
    control = distributed.new_group(backend="gloo", timeout=_TIMEOUT)
    return World(distributed.get_rank(), size, device, control)


def _sum_in_place(tensors: Sequence[torch.Tensor]) -> None:
    flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
    distributed.all_reduce(flat)
    start = 0
    for tensor in tensors:
        tensor.copy_(flat[start : start + tensor.numel()].view_as(tensor))
        start += tensor.numel()
