"""The emulator's state on disk: one SQLite file, in which a save is there whole or not at all."""

import os
import sqlite3
from collections.abc import Mapping

_SCHEMA = """
CREATE TABLE IF NOT EXISTS services (name TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS saves (id INTEGER PRIMARY KEY CHECK (id = 1), saved_at REAL NOT NULL) STRICT;
"""


class SavedState:
    """One connection. Its user lets one thread in at a time."""

    def __init__(self, directory: str) -> None:
        os.makedirs(directory, exist_ok=True)
        self._database = sqlite3.connect(os.path.join(directory, "state.sqlite"), check_same_thread=False, isolation_level=None)
        # A save outlives the power as well as the process.
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _SCHEMA)

    def read(self, name: str) -> str | None:
        row = self._database.execute("SELECT state FROM services WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def saved_at(self) -> float | None:
        """The moment, in seconds since the epoch, as of which everything in here is."""
        row = self._database.execute("SELECT saved_at FROM saves").fetchone()
        return None if row is None else float(row[0])

    def write(self, states: Mapping[str, str], saved_at: float) -> None:
        """Replaces these states, all of them or none."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany("INSERT OR REPLACE INTO services VALUES (?, ?)", states.items())
            self._database.execute("INSERT OR REPLACE INTO saves VALUES (1, ?)", (saved_at,))
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
