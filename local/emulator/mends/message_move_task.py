"""AWS SQS moves the messages of a dead-letter queue back with StartMessageMoveTask; ministack does not know it."""

import time
from typing import Any
from uuid import uuid4

PATCHES = (
    "ministack.services.sqs:_HANDLERS",
    "ministack.services.sqs:_Err",
    "ministack.services.sqs:_queue_by_arn",
    "ministack.services.sqs:_queues",
    "ministack.services.sqs:_queues_lock",
    "ministack.core.concurrency:esm_wake",
)

# The finished tasks of this process, newest first, by the ARN of the dead-letter queue.
_tasks: dict[str, list[dict[str, Any]]] = {}


def apply() -> None:
    from ministack.services import sqs

    sqs._HANDLERS["StartMessageMoveTask"] = _start
    sqs._HANDLERS["ListMessageMoveTasks"] = _list


def _start(data: dict, _url: str) -> dict:
    from ministack.core.concurrency import esm_wake
    from ministack.services import sqs

    source_arn, destination_arn = data.get("SourceArn", ""), data.get("DestinationArn")
    source = _queue(source_arn)
    if not _is_dead_letter_queue(source_arn):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    if destination_arn:
        _queue(destination_arn)
    with sqs._queues_lock:
        kept = []
        for message in source["messages"]:
            destination = sqs._queue_by_arn(destination_arn or message["sys"].get("DeadLetterQueueSourceArn", ""))
            if destination is None:
                kept.append(message)
            else:
                destination["messages"].append(_as_new(message))
        moved = len(source["messages"]) - len(kept)
        source["messages"] = kept
    esm_wake.set()
    task = {"TaskHandle": str(uuid4()), "Status": "COMPLETED", "SourceArn": source_arn, "StartedTimestamp": int(time.time() * 1000)}
    counts = {"ApproximateNumberOfMessagesMoved": moved, "ApproximateNumberOfMessagesToMove": moved + len(kept)}
    _tasks.setdefault(source_arn, []).insert(0, {**task, **counts, **({"DestinationArn": destination_arn} if destination_arn else {})})
    return {"TaskHandle": task["TaskHandle"]}


def _list(data: dict, _url: str) -> dict:
    source_arn = data.get("SourceArn", "")
    _queue(source_arn)
    shown = _tasks.get(source_arn, [])[: int(data.get("MaxResults") or 1)]
    # Only a task that still runs shows its handle.
    return {"Results": [{name: value for name, value in task.items() if name != "TaskHandle"} for task in shown]}


def _queue(arn: str) -> dict:
    from ministack.services import sqs

    queue = sqs._queue_by_arn(arn)
    if queue is None:
        raise sqs._Err("ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist.", 404)
    return queue


def _is_dead_letter_queue(arn: str) -> bool:
    from ministack.services import sqs

    return any(arn in queue["attributes"].get("RedrivePolicy", "") for queue in sqs._queues.values())


def _as_new(message: dict) -> dict:
    """A moved message counts as newly sent: another id, another moment, never received."""
    now = time.time()
    sent = {**message["sys"], "SentTimestamp": str(int(now * 1000))}
    sent.pop("DeadLetterQueueSourceArn", None)
    fresh = {"id": str(uuid4()), "sent_at": now, "visible_at": now, "receipt_handle": None, "receive_count": 0, "first_receive_at": None}
    return {**message, **fresh, "sys": sent}
