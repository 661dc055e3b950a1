"""AWS S3 tells of each object at least once; ministack keeps objects at once, but what came of their events only with a save."""

from datetime import datetime
from typing import Any

from emulator.after_start import when_up
from emulator.mends.periodic_save import after_load

PATCHES = (
    "ministack.services.s3:_buckets",
    "ministack.services.s3:_bucket_notifications",
    "ministack.services.s3:_object_versions",
    "ministack.services.s3:_fire_s3_event_async",
    "ministack.core.responses:request_scope",
)

# An event is sent in a thread of its own after its object was stored.
_MARGIN_SECONDS = 1.0
_REGION = "us-east-1"


def apply() -> None:
    after_load(lambda saved_at: when_up("object-events", lambda: _tell_again(saved_at - _MARGIN_SECONDS)))


def _tell_again(since: float) -> None:
    from ministack.core.responses import request_scope
    from ministack.services import s3

    for (account, bucket), record in list(s3._buckets._data.items()):
        with request_scope(account, record.get("region") or _REGION):
            if "EventBridgeConfiguration" not in s3._bucket_notifications.get(bucket, ""):
                continue
            for key in list(record["objects"]):
                for version in _versions(bucket, key, record["objects"][key]):
                    if _moment(version["last_modified"]) >= since:
                        _tell(bucket, key, version)


def _versions(bucket: str, key: str, current: dict[str, Any]) -> list[dict[str, Any]]:
    """The object's versions, the oldest first; without versioning the object itself."""
    from ministack.services import s3

    versions = s3._object_versions.get((bucket, key)) or [current]
    return [version for version in versions if not version.get("is_delete_marker")]


def _tell(bucket: str, key: str, version: dict[str, Any]) -> None:
    from ministack.services import s3

    named = {"size": version["size"], "etag": version["etag"], "version_id": version.get("version_id")}
    s3._fire_s3_event_async(bucket, key, "s3:ObjectCreated:Put", **named)


def _moment(last_modified: str) -> float:
    return datetime.fromisoformat(last_modified.replace("Z", "+00:00")).timestamp()
