"""The emulator as the runtime starts it."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from local_aws import LocalAws

REPOSITORY = Path(__file__).parents[3]
START_LIMIT_SECONDS = 30


class Emulator:
    """The emulator as the runtime starts it, its state in one directory."""

    def __init__(self, plane_url: str, directory: Path, save_every_seconds: float = 0.3) -> None:
        self.directory = directory
        self.port = free_port()
        self.aws = LocalAws(f"http://127.0.0.1:{self.port}")
        self._plane_url = plane_url
        self._save_every_seconds = save_every_seconds
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        log = (self.directory / "emulator.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "emulator"],
            cwd=REPOSITORY / "local",
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=self._environment(),
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def end_parent(self) -> None:
        """Closes the pipe that only a living parent holds open, and waits for the emulator's end."""
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def saved(self, service: str) -> str:
        """What the last save holds of a service, as JSON; empty before the first."""
        file = self.directory / "state" / "state.sqlite"
        if not file.exists():
            return ""
        with closing(sqlite3.connect(file)) as database:
            row = database.execute("SELECT state FROM services WHERE name = ?", (service,)).fetchone()
        return row[0] if row else ""

    def change_saved(self, service: str, change: Callable[[str], str]) -> None:
        """Puts other state in the place of what was saved, while no emulator runs."""
        with closing(sqlite3.connect(self.directory / "state" / "state.sqlite")) as database, database:
            text = database.execute("SELECT state FROM services WHERE name = ?", (service,)).fetchone()[0]
            database.execute("UPDATE services SET state = ? WHERE name = ?", (change(text), service))

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        node = REPOSITORY / "node_modules" / ".bin"
        return {
            **kept,
            "PATH": f"{node}{os.pathsep}{os.environ['PATH']}",
            "AWS_ACCESS_KEY_ID": self.aws.root.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.aws.root.secret_access_key,
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "PLANE_URL": self._plane_url,
            "END_WITH_PARENT": "1",
            "PERSIST_STATE": "1",
            "SAVE_EVERY_SECONDS": str(self._save_every_seconds),
            "STATE_DIR": str(self.directory / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.directory / "objects"),
            "NODE_PATH": str(REPOSITORY / "node_modules"),
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, f"nothing listens on port {port}"
            time.sleep(0.05)
