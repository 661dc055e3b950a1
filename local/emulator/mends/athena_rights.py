"""AWS Athena reads Glue and S3 and writes results as the caller; ministack checks only the right to start a query."""

import re
from collections.abc import Iterator
from typing import Any

from emulator.patching import wrap
from emulator.refusal import refused
from emulator.request import payload

PATCHES = (
    "ministack.core.iam_evaluator:enforce",
    "ministack.services.athena:_workgroups",
    "ministack.services.glue:_tables",
)

_TABLE = re.compile(r'\b(?:from|join|into)\s+(?:("?[\w-]+"?)\.)?("?\w+"?)', re.IGNORECASE)


def apply() -> None:
    def checking(original: Any) -> Any:
        def enforce(key: str, action: str, service: str, region: str, **rest: Any) -> Any:
            denied = original(key, action, service, region, **rest)
            if denied is not None or action != "athena:StartQueryExecution":
                return denied
            # Taken first: each check below replaces what is in view.
            needed = list(_needed(payload("athena"), region))
            for inner, resource in needed:
                denied = original(key, inner, inner.split(":")[0], region, resource_arn=resource)
                if denied is not None:
                    return refused(denied, inner, resource)
            return None

        return enforce

    wrap(PATCHES[0], checking)


def _needed(query: dict, region: str) -> Iterator[tuple[str, str]]:
    """The actions and resources that a query needs besides Athena's own."""
    from ministack.core.responses import get_account_id

    default = (query.get("QueryExecutionContext") or {}).get("Database") or "default"
    glue = f"arn:aws:glue:{region}:{get_account_id()}"
    for database, table in _TABLE.findall(query.get("QueryString", "")):
        database, table = (database or default).strip('"'), table.strip('"')
        location = _location(database, table)
        if location is None:
            # A common table expression, or a table that the query will fail on.
            continue
        yield "glue:GetTable", f"{glue}:catalog"
        yield "glue:GetTable", f"{glue}:database/{database}"
        yield "glue:GetTable", f"{glue}:table/{database}/{table}"
        if location:
            yield "s3:GetObject", _object_below(location)
    output = _output_location(query)
    if output:
        yield "s3:PutObject", _object_below(output)


def _location(database: str, table: str) -> str | None:
    from ministack.services import glue

    found = glue._tables.get(f"{database}/{table}")
    return None if found is None else (found.get("StorageDescriptor") or {}).get("Location", "")


def _output_location(query: dict) -> str:
    from ministack.services import athena

    workgroup = athena._workgroups.get(query.get("WorkGroup") or "primary") or {}
    of_workgroup = ((workgroup.get("Configuration") or {}).get("ResultConfiguration") or {}).get("OutputLocation")
    return of_workgroup or (query.get("ResultConfiguration") or {}).get("OutputLocation") or ""


def _object_below(location: str) -> str:
    return f"arn:aws:s3:::{location.removeprefix('s3://').rstrip('/')}/any"
