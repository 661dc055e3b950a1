"""AWS CloudFormation makes Athena's named queries; ministack knows the API and not the resource."""

import json
from typing import Any

PATCHES = (
    "ministack.services.cloudformation.provisioners:_RESOURCE_HANDLERS",
    "ministack.services.athena:_create_named_query",
    "ministack.services.athena:_delete_named_query",
    "ministack.services.athena:_named_queries",
)

_TYPE = "AWS::Athena::NamedQuery"
# CloudFormation replaces the query when any of them changes.
_PROPERTIES = ("Name", "Description", "Database", "QueryString", "WorkGroup")


def apply() -> None:
    from ministack.services.cloudformation import provisioners

    provisioners._RESOURCE_HANDLERS[_TYPE] = {"create": _create, "update": _update, "delete": _delete}


def _create(logical_id: str, props: dict, stack_name: str) -> tuple[str, dict[str, Any]]:
    from ministack.services import athena

    query = {name: props[name] for name in _PROPERTIES if name in props}
    status, _, body = athena._create_named_query(query)
    answer = json.loads(body)
    if status >= 400:
        raise ValueError(answer.get("message", f"{_TYPE} {logical_id} of {stack_name} was refused"))
    query_id = answer["NamedQueryId"]
    return query_id, {"NamedQueryId": query_id}


def _update(physical_id: str, _old: dict, new: dict, stack_name: str) -> tuple[str, dict[str, Any]]:
    created = _create(physical_id, new, stack_name)
    _delete(physical_id, new)
    return created


def _delete(physical_id: str, _props: dict) -> None:
    from ministack.services import athena

    athena._delete_named_query({"NamedQueryId": physical_id})
