"""Writes checkpoints beside the training, one at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

from .store import CheckpointStore, Snapshot


class CheckpointWriter:
    """A thread a save. A save that the disk refuses is told of: training goes on, and the checkpoints before it stay."""

    def __init__(self, store: CheckpointStore, warn: Callable[[str], None], measured: Callable[[float], None]) -> None:
        """`measured` gets the seconds that a save's files took, on the thread that waits for it."""
        self._store = store
        self._warn = warn
        self._measured = measured
        self._thread: Thread | None = None
        self._seconds: float | None = None
        self._problem: Exception | None = None

    def start(self, snapshot: Snapshot) -> None:
        """Begins a save, after the one before it."""
        self.wait()
        # Not a daemon: the process stays until a save that began is whole.
        self._thread = Thread(target=self._write, args=(snapshot,), name="checkpoint")
        self._thread.start()

    def wait(self) -> None:
        """Until nothing is being written."""
        if self._thread is None:
            return
        self._thread.join()
        self._thread = None
        problem, seconds = self._problem, self._seconds
        self._problem = self._seconds = None
        if isinstance(problem, OSError):
            self._warn(f"The checkpoint could not be written ({problem.strerror}): training goes on without it")
        elif problem is not None:
            raise problem
        elif seconds is not None:
            self._measured(seconds)

    def _write(self, snapshot: Snapshot) -> None:
        began = time.monotonic()
        try:
            self._store.write(snapshot)
            self._seconds = time.monotonic() - began
        except Exception as error:
            self._problem = error
