"""One emulator for the whole session, with a stand-in for the plane that answers as each test tells it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from emulator_process import Emulator  # noqa: E402
from local_aws import LocalAws  # noqa: E402
from recorded_plane import RecordedPlane  # noqa: E402


@pytest.fixture(scope="session")
def plane() -> Iterator[RecordedPlane]:
    running = RecordedPlane()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def aws(plane: RecordedPlane, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    emulator = Emulator(plane.url, tmp_path_factory.mktemp("emulator"))
    emulator.start()
    yield emulator.aws
    emulator.stop()
