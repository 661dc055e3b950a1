"""The one connection to the plane, the server that implements SageMaker."""

import json
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import urllib3

from emulator.settings import read_settings

_POOLED_CONNECTIONS = 64
_UNREACHABLE = urllib3.exceptions.HTTPError
# An invocation may take 60 s, as on AWS; an action of the API answers at once or not at all.
_INVOCATION_SECONDS = 65
_ACTION_SECONDS = 30
# A plane that died is started again in about a second; its endpoints take longer.
_PATIENCE_SECONDS = 20.0
_PAUSE_SECONDS = 0.1
_READS = ("SageMaker.Describe", "SageMaker.List")


@dataclass(frozen=True)
class Answer:
    """What the plane answered, byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes


class PlaneError(Exception):
    """The plane refused a JSON request: `code` is the API's own error type."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


@cache
def _pool() -> urllib3.HTTPConnectionPool:
    # Connections are kept: a prediction must not pay for a new one.
    return urllib3.connection_from_url(read_settings().plane_url, maxsize=_POOLED_CONNECTIONS, retries=False)


def send(method: str, path: str, headers: dict[str, str], body: bytes | str) -> Answer:
    """One request as it is; blocks its thread.

    A plane that is being started again is waited for. One that is gone or silent for longer, or went with the answer to
    something that may have been done, answers 503 ServiceUnavailable.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            response = _pool().urlopen(
                method, path, body=body, headers=headers, redirect=False, timeout=_limit_seconds(headers)
            )
            return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, response.data)
        except _UNREACHABLE as failure:
            if not _may_repeat(failure, headers) or time.monotonic() > deadline:
                text = json.dumps({"__type": "ServiceUnavailable", "message": f"SageMaker cannot be reached: {failure}"})
                return Answer(503, {"content-type": "application/x-amz-json-1.1"}, text.encode())
            time.sleep(_PAUSE_SECONDS)


def _limit_seconds(headers: dict[str, str]) -> float:
    return _ACTION_SECONDS if "x-amz-target" in headers else _INVOCATION_SECONDS


def _may_repeat(failure: Exception, headers: dict[str, str]) -> bool:
    """Whether the plane never got the request, or it changes nothing."""
    return isinstance(failure, urllib3.exceptions.NewConnectionError) or headers.get("x-amz-target", "").startswith(_READS)


def call(action: str, payload: dict[str, Any], access_key_id: str, principal_arn: str) -> dict[str, Any]:
    """One JSON 1.1 request of the principal, such as CreateTrainingJob; raises PlaneError when it is refused."""
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": f"SageMaker.{action}",
        "x-trainyard-access-key-id": access_key_id,
        "x-trainyard-principal-arn": principal_arn,
    }
    answer = send("POST", "/", headers, json.dumps(payload))
    result = json.loads(answer.body or b"{}")
    if answer.status >= 400:
        code = str(result.get("__type", "InternalFailure")).rsplit("#", 1)[-1]
        raise PlaneError(code, str(result.get("message", "")), answer.status)
    return result
