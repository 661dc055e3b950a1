"""Several processes for one training, by torchrun from what SageMaker says of the job's machines."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import torch

from ..errors import TrainingError

_PORT = 29_500


@dataclass(frozen=True)
class Layout:
    """The job's machines in an order that all of them know, and the processes on each."""

    hosts: tuple[str, ...]
    current_host: str
    processes: int

    @property
    def world_size(self) -> int:
        return len(self.hosts) * self.processes

    def torchrun(self) -> list[str]:
        """Command line that starts this machine's processes."""
        if len(self.hosts) == 1:
            # A free port, so that two trainings on one machine do not meet.
            meeting = ["--standalone"]
        else:
            meeting = [
                f"--nnodes={len(self.hosts)}",
                f"--node-rank={self.hosts.index(self.current_host)}",
                f"--master-addr={self.hosts[0]}",
                f"--master-port={_PORT}",
            ]
        worker = ["--nproc-per-node", str(self.processes), "--module", "trainyard_training"]
        return [sys.executable, "-m", "torch.distributed.run", *meeting, *worker]


def read_layout(base: Path, processes_per_instance: int) -> Layout:
    """From `input/config/resourceconfig.json`; one machine where there is none. Raises `TrainingError` when it is broken."""
    processes = processes_per_instance or max(1, torch.cuda.device_count())
    try:
        config = json.loads((base / "input" / "config" / "resourceconfig.json").read_text("utf-8"))
        hosts, current_host = sorted(config["hosts"]), config["current_host"]
        hosts.index(current_host)
    except FileNotFoundError:
        hosts, current_host = ["localhost"], "localhost"
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TrainingError("input/config/resourceconfig.json does not say which hosts there are and which one this is") from None
    return Layout(tuple(hosts), current_host, processes)


def is_worker() -> bool:
    """Whether torchrun started this process."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def become_torchrun(layout: Layout) -> None:
    """Replaces this process, so that signals reach torchrun, which hands them on to its workers."""
    command = layout.torchrun()
    sys.stdout.flush()
    os.execv(command[0], command)
