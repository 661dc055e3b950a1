"""Attempts at a training, each a process that can be killed. They fork from one that has the packages loaded already."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import trainyard_training

# The process that the attempts fork from finds its modules here.
os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(trainyard_training.__file__).parents[1]), str(Path(__file__).parent)])
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "attempts", "broken_loss", "moments", "limits", "trainyard_training.transformer.process"])


@dataclass(frozen=True)
class Ended:
    """`status` as a shell has it, negative for a signal; `log` is what the attempt printed on both streams."""

    status: int
    log: str


# Called in the attempt's process before the program.
Prepare = Callable[[], None]


def attempt(base: Path, prepare: Prepare | None = None, timeout_seconds: float = 240) -> Ended:
    """Runs the container's program on a base folder until it ends, whatever ends it."""
    log = base / "attempt.log"
    log.unlink(missing_ok=True)
    process = _CONTEXT.Process(target=_main, args=(base, log, prepare))
    process.start()
    process.join(timeout_seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError(f"the attempt took longer than {timeout_seconds} s: {log.read_text('utf-8')[-2000:]}")
    return Ended(process.exitcode, log.read_text("utf-8"))


def _main(base: Path, log: Path, prepare: Prepare | None) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    # One core, and so one thread: a model this small gains nothing from more, and waits for them on a busy machine.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    os.environ["SAGEMAKER_BASE_DIR"] = str(base)
    if prepare is not None:
        prepare()
    from trainyard_training.__main__ import main

    sys.exit(main())
