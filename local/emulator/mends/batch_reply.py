"""AWS Lambda takes a malformed partial-batch reply for a failure of the whole batch; ministack deletes the messages."""

import contextvars
from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.lambda_svc:_run_sqs_batch",
    "ministack.services.lambda_svc:_execute_function",
)

_partial: contextvars.ContextVar[bool] = contextvars.ContextVar("partial_batch", default=False)


def apply() -> None:
    wrap(PATCHES[0], _noting_mapping)
    wrap(PATCHES[1], _judging_reply)


def _noting_mapping(original: Any) -> Any:
    def run(mapping: dict, *parameters: Any) -> Any:
        token = _partial.set("ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []))
        try:
            return original(mapping, *parameters)
        finally:
            _partial.reset(token)

    return run


def _judging_reply(original: Any) -> Any:
    def execute(function: dict, event: Any, *parameters: Any, **named: Any) -> dict:
        result = original(function, event, *parameters, **named)
        if not _partial.get() or result.get("error"):
            return result
        reply = result.get("body")
        if _is_well_formed(reply, event):
            return {**result, "body": {"batchItemFailures": (reply or {}).get("batchItemFailures") or []}}
        body = {"errorType": "MalformedBatchReply", "errorMessage": f"not a partial-batch reply: {reply!r:.200}"}
        return {**result, "error": True, "body": body}

    return execute


def _is_well_formed(reply: Any, event: Any) -> bool:
    """Nothing, or a list of identifiers of messages of the batch; an empty or absent list means that all went well."""
    if reply is None or reply == {}:
        return True
    failures = reply.get("batchItemFailures") if isinstance(reply, dict) else ()
    if failures is None:
        return True
    sent = {record.get("messageId") for record in event.get("Records", [])}
    return isinstance(failures, list) and all(isinstance(each, dict) and each.get("itemIdentifier") in sent for each in failures)
