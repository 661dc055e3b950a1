"""What is to happen once this gateway and the plane answer: whoever it concerns can then call both."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

PATCHES = ()

_LIMIT_SECONDS = 60
_log = logging.getLogger("after-start")


def when_up(what: str, do: Callable[[], None]) -> None:
    """Runs `do` in a thread of its own as soon as both answer, or after a minute all the same."""
    threading.Thread(target=_wait_and_do, args=(what, do), name=what, daemon=True).start()


def _wait_and_do(what: str, do: Callable[[], None]) -> None:
    _wait_for_port("127.0.0.1", int(os.environ["GATEWAY_PORT"]))
    plane = urlsplit(os.environ["PLANE_URL"])
    _wait_for_port(plane.hostname or "127.0.0.1", plane.port or 80)
    try:
        do()
    except Exception:
        _log.exception("%s failed", what)


def _wait_for_port(host: str, port: int) -> None:
    deadline = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
