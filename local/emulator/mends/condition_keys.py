"""AWS gives `dynamodb:LeadingKeys` and `cloudwatch:namespace` to a policy's conditions; ministack leaves them out."""

import re
from collections.abc import Iterator
from typing import Any

from emulator.patching import wrap
from emulator.request import json_object

PATCHES = (
    "ministack.core.iam_actions:dynamodb_service_context",
    "ministack.core.iam_actions:request_tag_context",
    "ministack.core.iam_actions:_param",
    "ministack.services.dynamodb:_tables",
)


def apply() -> None:
    def with_leading_keys(original: Any) -> Any:
        def context(body: bytes) -> dict:
            keys = sorted(set(_leading_keys(json_object(body))))
            return {**original(body), **({"dynamodb:LeadingKeys": keys} if keys else {})}

        return context

    def with_namespace(original: Any) -> Any:
        def context(service: str, action: str, body: bytes, params: dict) -> dict:
            found = original(service, action, body, params)
            namespace = _metric_namespace(body, params) if action == "cloudwatch:PutMetricData" else None
            return {**found, "cloudwatch:namespace": namespace} if namespace else found

        return context

    wrap(PATCHES[0], with_leading_keys)
    wrap(PATCHES[1], with_namespace)


def _leading_keys(data: dict) -> Iterator[str]:
    """The partition key values that a request reads or writes, as texts."""
    yield from _item_key(data.get("TableName"), data.get("Item") or data.get("Key"))
    yield from _query_key(data)
    for table, requests in (data.get("RequestItems") or {}).items():
        if isinstance(requests, dict):
            for key in requests.get("Keys") or []:
                yield from _item_key(table, key)
            continue
        for entry in requests:
            put, delete = entry.get("PutRequest") or {}, entry.get("DeleteRequest") or {}
            yield from _item_key(table, put.get("Item") or delete.get("Key"))
    for entry in data.get("TransactItems") or []:
        for operation in entry.values():
            yield from _item_key(operation.get("TableName"), operation.get("Item") or operation.get("Key"))


def _query_key(data: dict) -> Iterator[str]:
    partition_key = _partition_key(data.get("TableName"), data.get("IndexName"))
    names = data.get("ExpressionAttributeNames") or {}
    values = data.get("ExpressionAttributeValues") or {}
    for name, value in re.findall(r"([#\w]+)\s*=\s*(:\w+)", data.get("KeyConditionExpression") or ""):
        if names.get(name, name) == partition_key and value in values:
            yield _text(values[value])


def _item_key(table: str | None, item: dict | None) -> Iterator[str]:
    partition_key = _partition_key(table)
    if partition_key and partition_key in (item or {}):
        yield _text(item[partition_key])


def _partition_key(table: str | None, index: str | None = None) -> str | None:
    from ministack.services import dynamodb

    described = dynamodb._tables.get((table or "").rsplit("/", 1)[-1]) or {}
    if index:
        described = next((i for i in described.get("GlobalSecondaryIndexes") or [] if i["IndexName"] == index), described)
    return next((k["AttributeName"] for k in described.get("KeySchema") or [] if k["KeyType"] == "HASH"), None)


def _text(attribute_value: dict) -> str:
    return str(next(iter(attribute_value.values())))


def _metric_namespace(body: bytes, params: dict) -> str | None:
    from ministack.core.iam_actions import _param

    return _param(body, params, "Namespace") or _cbor_namespace(body)


def _cbor_namespace(body: bytes) -> str | None:
    """The Smithy RPC protocol sends CBOR: the text after the map's key `Namespace`, shorter than 256 bytes."""
    match = re.search(rb"\x69Namespace(?:([\x60-\x77])|\x78(.))", body or b"", re.DOTALL)
    if match is None:
        return None
    length = match[1][0] - 0x60 if match[1] else match[2][0]
    return body[match.end() : match.end() + length].decode()
