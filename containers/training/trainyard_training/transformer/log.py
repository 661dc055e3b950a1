"""Lines for the job's log; one process of several writes them."""

from __future__ import annotations

from .distributed import World


class Log:
    def __init__(self, world: World) -> None:
        self._leads = world.leads

    def __call__(self, line: str) -> None:
        if self._leads:
            print(line, flush=True)
