"""AWS keeps what it has answered for; ministack saves only when it is shut down. Here it saves every 3 s."""

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.app:_load_persisted_state",
    "ministack.app:_build_persistence_save_dict",
    "ministack.core.persistence:STATE_DIR",
    "ministack.core.persistence:_json_default",
    "ministack.core.persistence:_state_format_version",
    "ministack.app:save_all",
)

_log = logging.getLogger("periodic-save")
_ATTEMPTS = 5
_saving = threading.Lock()
_saved: dict[str, str] = {}


def apply() -> None:
    wrap(PATCHES[0], _saving_after_load)
    wrap(PATCHES[5], lambda _: _save_all)


def _saving_after_load(original: Any) -> Any:
    def load() -> Any:
        # A save before the load would overwrite everything with nothing.
        result = original()
        threading.Thread(target=_save_periodically, name="periodic-save", daemon=True).start()
        return result

    return load


def _save_periodically() -> None:
    from ministack import app

    seconds = float(os.environ.get("SAVE_EVERY_SECONDS", "3"))
    while True:
        time.sleep(seconds)
        _save_all(app._build_persistence_save_dict())


def _save_all(states: dict[str, Callable[[], Any]]) -> None:
    """Writes each service whose state has changed; a file is replaced whole or not at all."""
    with _saving:
        for service, get_state in states.items():
            text = _serialized(service, get_state)
            if text is not None and _saved.get(service) != text:
                _write(service, text)
                _saved[service] = text


def _serialized(service: str, get_state: Callable[[], Any]) -> str | None:
    from ministack.core import persistence

    for attempt in range(_ATTEMPTS):
        try:
            state = get_state()
            if state is None:
                return None
            wrapped = {"__ministack_format__": persistence._state_format_version(service), "payload": state}
            return json.dumps(wrapped, default=persistence._json_default)
        except RuntimeError:
            # A request changed the service's state while it was being copied.
            time.sleep(0.01 * (attempt + 1))
    _log.warning("%s kept changing and was not saved this time", service)
    return None


def _write(service: str, text: str) -> None:
    from ministack.core import persistence

    os.makedirs(persistence.STATE_DIR, exist_ok=True)
    path = os.path.join(persistence.STATE_DIR, f"{service}.json")
    with open(f"{path}.tmp", "w") as file:
        file.write(text)
    os.replace(f"{path}.tmp", path)
