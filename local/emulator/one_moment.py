"""A look at everything as of one moment, while requests, state machines and functions go on in other threads."""

import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")

# Longer than a look usually takes: whoever waits for the interpreter for longer than this is let in.
_FIRST_LIMIT_SECONDS = 0.2
_LAST_LIMIT_SECONDS = 3.2
# What sufficed last time: on a busy machine, looks that are too short would only be made in vain.
_sufficient_seconds = _FIRST_LIMIT_SECONDS


def at_one_moment(look: Callable[[], Seen]) -> Seen:
    """What `look` sees while no other thread runs Python code. It may not wait, and should not read or write files.

    A look that took too long may have been interrupted: it is repeated with more time.
    """
    global _sufficient_seconds
    limit = _sufficient_seconds
    while True:
        seen, seconds = _undisturbed(look, limit)
        if seconds < limit or limit >= _LAST_LIMIT_SECONDS:
            _sufficient_seconds = max(_FIRST_LIMIT_SECONDS, limit / 2) if seconds < limit / 4 else limit
            return seen
        limit *= 2


def _undisturbed(look: Callable[[], Seen], limit: float) -> tuple[Seen, float]:
    """The look and how long it took. Nobody interrupted it when that is less than the limit.

    A thread keeps the interpreter until it waits itself, or another one has waited for it for one switch interval
    without any switch. The interval is made long; then one switch to a thread of our own and back makes those that
    began to wait while it was short begin anew.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(limit)
    try:
        switch = threading.Thread(target=lambda: None, name="one-moment")
        switch.start()
        switch.join()
        started = time.perf_counter()
        seen = look()
        return seen, time.perf_counter() - started
    finally:
        sys.setswitchinterval(before)
