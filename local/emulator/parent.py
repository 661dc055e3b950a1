"""Ends this process when the one that started it is gone, however it went."""

import os
import signal
import sys
import threading


def end_with_parent() -> None:
    """Watches standard input, a pipe held open by the supervisor: its end means that the supervisor is gone.

    SIGTERM lets the emulator save its state first. Works where a parent-death signal does not exist (macOS).
    """
    threading.Thread(target=_watch, name="parent-watch", daemon=True).start()


def _watch() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
