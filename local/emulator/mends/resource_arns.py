"""AWS decides each of these calls on the ARN it names; ministack decides them on `*` or on a wrong ARN."""

from typing import Any

from emulator.patching import wrap
from emulator.request import json_object

PATCHES = (
    "ministack.core.iam_actions:extract_resource_arn",
    "ministack.services.athena:_executions",
)


def apply() -> None:
    def naming(original: Any) -> Any:
        def extract(
            service: str, method: str, path: str, headers: dict, body: bytes, params: dict, region: str, account: str
        ) -> str:
            found = original(service, method, path, headers, body, params, region, account)
            named = _NAMED.get(service)
            resource = named(json_object(body), path, found) if named else None
            return f"arn:aws:{service}:{region}:{account}:{resource}" if resource else found

        return extract

    wrap(PATCHES[0], naming)


def _ecr(data: dict, _path: str, found: str) -> str | None:
    names = data.get("repositoryNames") or []
    return f"repository/{names[0]}" if found == "*" and names else None


def _ssm(data: dict, _path: str, found: str) -> str | None:
    name = data.get("Path") or next(iter(data.get("Names") or []), None)
    return f"parameter/{name.lstrip('/')}" if found == "*" and name else None


def _athena(data: dict, _path: str, _found: str) -> str | None:
    from ministack.services import athena

    if data.get("QueryExecutionId"):
        execution = athena._executions.get(data["QueryExecutionId"]) or {}
        return f"workgroup/{execution.get('WorkGroup', 'primary')}"
    if data.get("QueryString"):
        return f"workgroup/{data.get('WorkGroup') or 'primary'}"
    return None


def _glue(data: dict, _path: str, _found: str) -> str | None:
    if data.get("DatabaseName") and data.get("Name"):
        return f"table/{data['DatabaseName']}/{data['Name']}"
    return None


def _scheduler(data: dict, path: str, _found: str) -> str | None:
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["schedules"] and len(parts) > 1 and data.get("GroupName"):
        return f"schedule/{data['GroupName']}/{parts[1]}"
    return None


_NAMED = {"ecr": _ecr, "ssm": _ssm, "athena": _athena, "glue": _glue, "scheduler": _scheduler}
