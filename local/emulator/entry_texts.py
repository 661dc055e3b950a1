"""JSON of a mapping whose entries grow or end, made anew for the entries that changed since the last time."""

import json
from collections.abc import Callable, Hashable, Mapping
from typing import Any

# What an entry looks like at a glance: the same glance, the same entry. None: it is never the same.
Glance = Callable[[Any], Hashable | None]
# The JSON of one entry.
Serialize = Callable[[Any], str]


class EntryTexts:
    """Of one mapping: remembers the JSON of each entry for as long as the entry is there."""

    def __init__(self, glance: Glance, serialize: Serialize) -> None:
        self._glance = glance
        self._serialize = serialize
        self._known: dict[str, tuple[Hashable, str]] = {}

    def of(self, mapping: Mapping[str, Any]) -> str:
        """The whole mapping as a JSON object. An entry that a failure interrupts is made anew the next time."""
        known: dict[str, tuple[Hashable, str]] = {}
        texts: list[str] = []
        for key, entry in mapping.items():
            glance = self._glance(entry)
            before = self._known.get(key)
            text = before[1] if before is not None and glance is not None and before[0] == glance else self._serialize(entry)
            if glance is not None:
                known[key] = (glance, text)
            texts.append(f"{json.dumps(key)}: {text}")
        self._known = known
        return "{" + ", ".join(texts) + "}"


def with_member(json_object: str, name: str, json_value: str) -> str:
    """A JSON object with one member more."""
    inner = json_object[1:-1]
    return "{" + ", ".join(part for part in (inner, f"{json.dumps(name)}: {json_value}") if part) + "}"
