"""AWS keeps what it has answered for; ministack saves only when it is shut down. Here it saves every 2 s, as of one moment."""

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from emulator.one_moment import at_one_moment
from emulator.patching import wrap
from emulator.saved_state import SavedState

PATCHES = (
    "ministack.app:_load_persisted_state",
    "ministack.app:_build_persistence_save_dict",
    "ministack.app:load_state",
    "ministack.app:save_all",
    "ministack.core.persistence:STATE_DIR",
    "ministack.core.persistence:_json_default",
    "ministack.core.persistence:_json_object_hook",
    "ministack.services.lambda_svc:_prune_orphan_code_blobs",
    "copy:deepcopy",
)

States = dict[str, Callable[[], Any]]

_log = logging.getLogger("periodic-save")
_saving = threading.Lock()
_digests: dict[str, bytes] = {}
# What mends keep besides ministack's services, by name: how to get it, and what to do with it after a start.
_kept: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {}
_costly: dict[str, Callable[[], bool]] = {}
_serializers: dict[str, Callable[[Any], str]] = {}
# Set in the thread that looks at a service of these: nothing changes meanwhile, so nothing needs to be copied.
_looking = threading.local()
_saved: SavedState | None = None
# Called after the load with the moment of the last save, once there was one.
_after_load: list[Callable[[float], None]] = []


def keep(name: str, get: Callable[[], Any], restore: Callable[[Any], None]) -> None:
    """Makes JSON that a mend holds a part of every save."""
    _kept[name] = (get, restore)


def after_load(told: Callable[[float], None]) -> None:
    """`told` gets the moment of the last save when there is one, as soon as everything of it is back."""
    _after_load.append(told)


def only_when_changed(service: str, has_changed: Callable[[], bool]) -> None:
    """A service whose state costs much to copy is copied only when it says so; it forgets that it did by saying it."""
    _costly[service] = has_changed


def serialize_by(service: str, serialize: Callable[[Any], str]) -> None:
    """A service whose state is turned to JSON otherwise than by `json.dumps`, and may not be changed: it is no copy."""
    _serializers[service] = serialize


def apply() -> None:
    wrap(PATCHES[0], _saving_after_load)
    wrap(PATCHES[2], _reading_saved)
    wrap(PATCHES[3], lambda _: _save)
    wrap(PATCHES[7], _pruning_after_save)
    wrap(PATCHES[8], _copying_nothing_of_a_moment)


def _state() -> SavedState:
    global _saved
    from ministack.core import persistence

    if _saved is None:
        _saved = SavedState(persistence.STATE_DIR)
    return _saved


def _saving_after_load(original: Any) -> Any:
    def load() -> Any:
        # A save before the load would overwrite everything with nothing.
        result = original()
        for name, (_, restore) in _kept.items():
            text = _state().read(name)
            if text is not None:
                restore(json.loads(text))
        saved_at = _state().saved_at()
        if saved_at is not None:
            for told in _after_load:
                told(saved_at)
        threading.Thread(target=_save_periodically, name="periodic-save", daemon=True).start()
        return result

    return load


def _reading_saved(original: Any) -> Any:
    def load(service: str) -> Any:
        from ministack.core import persistence

        text = _state().read(service)
        # A directory of before there was this file.
        return original(service) if text is None else json.loads(text, object_hook=persistence._json_object_hook)

    return load


def _save_periodically() -> None:
    from ministack import app

    every_seconds = float(os.environ.get("SAVE_EVERY_SECONDS", "2"))
    while True:
        began = time.monotonic()
        try:
            _save(app._build_persistence_save_dict())
        except Exception:
            _log.exception("the state was not saved; it is tried again")
        # From beginning to beginning: on a busy machine a save takes its time.
        time.sleep(max(every_seconds / 10, began + every_seconds - time.monotonic()))


def _save(states: States) -> None:
    """Saves the services whose state has changed: all of them as of one moment, all of them or none."""
    with _saving:
        wanted = {**_due(states), **{name: get for name, (get, _) in _kept.items()}}
        saved_at, texts = at_one_moment(lambda: (time.time(), _all_serialized(wanted)))
        digests = {name: hashlib.sha256(text.encode()).digest() for name, text in texts.items()}
        changed = {name: text for name, text in texts.items() if _digests.get(name) != digests[name]}
        if changed:
            _state().write(changed, saved_at)
            _digests.update(digests)
        _prune()


def _due(states: States) -> States:
    """Those that read or write files first: they are the ones that might let another thread in."""
    due = {name: get for name, get in states.items() if name not in _costly or _costly[name]()}
    return {**({"lambda": due["lambda"]} if "lambda" in due else {}), **due}


def _all_serialized(states: States) -> dict[str, str]:
    return {name: text for name, get in states.items() if (text := _serialized(name, get)) is not None}


def _serialized(name: str, get_state: Callable[[], Any]) -> str | None:
    # The other services change their copies before they give them away.
    _looking.now = name in _serializers
    try:
        state = get_state()
    finally:
        _looking.now = False
    return None if state is None else _serializers.get(name, _json)(state)


def _json(state: Any) -> str:
    from ministack.core import persistence

    return json.dumps(state, default=persistence._json_default)


def _copying_nothing_of_a_moment(original: Any) -> Any:
    """ministack's services copy their state for whoever saves it."""

    def deepcopy(value: Any, memo: Any = None, *rest: Any) -> Any:
        return value if getattr(_looking, "now", False) else original(value, memo, *rest)

    return deepcopy


_orphans: list[tuple[Callable[[set[str]], None], set[str]]] = []


def _pruning_after_save(original: Any) -> Any:
    """Code that the save before still refers to must outlive it until the next one is there."""

    def prune(referenced: set[str]) -> None:
        _orphans[:] = [(original, referenced)]

    return prune


def _prune() -> None:
    while _orphans:
        prune, referenced = _orphans.pop()
        prune(referenced)
