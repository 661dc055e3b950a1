"""Moments of a training, counted in calls and returns of the trainer's own code, in all of its threads."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from types import FrameType

_CODE = f"{os.sep}trainyard_training{os.sep}transformer{os.sep}"


@dataclass(frozen=True)
class CountMoments:
    """Writes the number of moments to a file when the program ends; those of files whose path has `within` count."""

    result: Path
    within: str = ""

    def __call__(self) -> None:
        counter = itertools.count()
        _watch(self.within, lambda: next(counter))
        Finalize(None, lambda: self.result.write_text(str(next(counter))), exitpriority=0)


@dataclass(frozen=True)
class SignalAt:
    """Sends the process a signal at one moment: SIGKILL gives it no chance to do anything more."""

    moment: int
    number: signal.Signals = signal.SIGKILL
    within: str = ""
    # Counts this function's calls and returns alone.
    function: str = ""

    def __call__(self) -> None:
        counter = itertools.count()

        def pass_one() -> None:
            if next(counter) == self.moment:
                os.kill(os.getpid(), self.number)

        _watch(self.within, pass_one, self.function)


def _watch(within: str, passed: Callable[[], object], function: str = "") -> None:
    def profile(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if _CODE not in code.co_filename or within not in code.co_filename:
            return
        if function == "" or (code.co_name == function and event in ("call", "return")):
            passed()

    threading.setprofile(profile)
    sys.setprofile(profile)
