"""AWS keeps executions, logs and metrics; ministack writes all that were ever made with every save."""

import json
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from emulator.entry_texts import EntryTexts, with_member
from emulator.mends.periodic_save import serialize_by

PATCHES = (
    "ministack.core.persistence:_json_default",
    "ministack.services.stepfunctions:_executions",
    "ministack.services.cloudwatch:_metrics",
    "ministack.services.cloudwatch_logs:_log_groups",
)

_FINISHED = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")


def apply() -> None:
    serialize_by("stepfunctions", _apart("executions", EntryTexts(_execution_glance, _json)))
    serialize_by("cloudwatch", _apart("metrics", EntryTexts(_points_glance, _json)))
    serialize_by("cloudwatch_logs", _apart("log_groups", EntryTexts(_group_glance, _LogGroups().text)))
    # Copied only to leave an index out, which is done before the copy.
    serialize_by("dynamodb", _json)


def _execution_glance(execution: Mapping[str, Any]) -> Hashable | None:
    """One that is over never changes again, but for the last entries of its history."""
    if execution.get("status") not in _FINISHED:
        return None
    return (execution.get("status"), execution.get("stopDate"), len(execution.get("events") or ()))


def _points_glance(points: list[Mapping[str, Any]]) -> Hashable | None:
    """Points come at the end and go at the beginning."""
    return (len(points), points[0].get("Timestamp"), points[-1].get("Timestamp")) if points else None


def _stream_glance(stream: Mapping[str, Any]) -> Hashable | None:
    """Events come, each with a moment of its own or the stream's next token, and go when they are too old."""
    moments = (stream.get("lastIngestionTime"), stream.get("firstEventTimestamp"), stream.get("lastEventTimestamp"))
    return (len(stream.get("events") or ()), stream.get("uploadSequenceToken"), moments)


def _group_glance(group: Mapping[str, Any]) -> Hashable | None:
    rest = _json({name: value for name, value in group.items() if name != "streams"})
    return (rest, tuple((name, _stream_glance(stream)) for name, stream in (group.get("streams") or {}).items()))


class _LogGroups:
    """The texts of each group's streams, by the group's name."""

    def __init__(self) -> None:
        self._streams: dict[str, EntryTexts] = {}

    def text(self, group: Mapping[str, Any]) -> str:
        texts = self._streams.setdefault(str(group.get("arn")), EntryTexts(_stream_glance, _json))
        rest = {name: value for name, value in group.items() if name != "streams"}
        return with_member(_json(rest), "streams", texts.of(group.get("streams") or {}))


def _apart(member: str, texts: EntryTexts) -> Callable[[Any], str]:
    """Serializes a service's state with the entries of one scoped dictionary by themselves."""

    def serialize(state: Mapping[str, Any]) -> str:
        from ministack.core import persistence

        scoped = persistence._json_default(state[member])
        entries = texts.of(scoped["data"])
        marks = {name: value for name, value in scoped.items() if name != "data"}
        rest = {name: value for name, value in state.items() if name != member}
        return with_member(_json(rest), member, with_member(_json(marks), "data", entries))

    return serialize


def _json(value: Any) -> str:
    from ministack.core import persistence

    return json.dumps(value, default=persistence._json_default)
