"""How a mend changes ministack: always by the dotted name that it declares, never by reaching around."""

import importlib
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

PINNED_MINISTACK = "1.5.33"


class MinistackChanged(Exception):
    """ministack is not the version, or lacks a name, that the mends were written against."""


def _locate(dotted: str) -> tuple[Any, str]:
    """The module (or class) that holds the last part of `package.module:attribute[.attribute]`, and that part."""
    module_name, _, path = dotted.partition(":")
    holder: Any = importlib.import_module(module_name)
    *outer, last = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    return holder, last


def wrap(dotted: str, make: Callable[[Any], Any]) -> None:
    """Replaces what `dotted` names by `make(original)`."""
    holder, name = _locate(dotted)
    setattr(holder, name, make(getattr(holder, name)))


def check_pinned(names: Iterable[str]) -> None:
    """Raises MinistackChanged, in one line, when the version or any patched name is not as expected."""
    found = version("ministack")
    if found != PINNED_MINISTACK:
        raise MinistackChanged(f"ministack {PINNED_MINISTACK} is needed, but {found} is installed: install requirements/local.txt")
    missing = [dotted for dotted in names if not _exists(dotted)]
    if missing:
        raise MinistackChanged(f"ministack {found} lacks what the mends patch: {', '.join(missing)}")


def _exists(dotted: str) -> bool:
    try:
        holder, name = _locate(dotted)
    except (ImportError, AttributeError):
        return False
    return hasattr(holder, name)
