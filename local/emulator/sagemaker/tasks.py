"""Step Functions' optimized SageMaker integrations: `sagemaker:create…` and its `.sync` (run a job) form."""

import json
import logging
import time
from dataclasses import dataclass
from typing import Any

from emulator.authorize import authorize_json
from emulator.sagemaker import plane
from emulator.sagemaker.timestamps import in_milliseconds
from emulator.task import Task, current_task

PATCHES = (
    "ministack.services.stepfunctions:_SERVICE_DISPATCH",
    "ministack.services.stepfunctions:_ExecutionError",
)

_POLL_SECONDS = 0.2
_log = logging.getLogger("sagemaker-task")


@dataclass(frozen=True)
class _Integration:
    """`noun` as in Create<noun>; a job also has a status that the `.sync` form waits for."""

    noun: str
    runs_job: bool = False


_INTEGRATIONS = (
    _Integration("TrainingJob", runs_job=True),
    _Integration("ProcessingJob", runs_job=True),
    _Integration("TransformJob", runs_job=True),
    _Integration("HyperParameterTuningJob", runs_job=True),
    _Integration("Model"),
    _Integration("EndpointConfig"),
    _Integration("Endpoint"),
)

# The exceptions that the API models; the SDK throws its base exception for every other error.
_MODELED = {
    "ConflictException": "ConflictException",
    "ResourceInUse": "ResourceInUseException",
    "ResourceLimitExceeded": "ResourceLimitExceededException",
    "ResourceNotFound": "ResourceNotFoundException",
}


def apply() -> None:
    from ministack.services import stepfunctions

    # ministack takes the first entry that a resource starts with: the longer names come first.
    for integration in sorted(_INTEGRATIONS, key=lambda each: len(each.noun), reverse=True):
        arn = f"arn:aws:states:::sagemaker:create{integration.noun}"
        stepfunctions._SERVICE_DISPATCH[arn] = _runner(integration)


def _runner(integration: _Integration) -> Any:
    def run(resource: str, parameters: dict) -> dict:
        task = current_task()
        if task is None:
            raise _failure("States.Runtime", f"{resource} runs in a task state only")
        created = _request(task, f"Create{integration.noun}", parameters)
        if integration.runs_job and resource.endswith(".sync"):
            return _wait(task, integration.noun, parameters[f"{integration.noun}Name"])
        return created

    return run


def _wait(task: Task, noun: str, name: str) -> dict:
    """Polls the job as the machine's role until it has ended; a job that nobody waits for any more is stopped."""
    while True:
        described = _request(task, f"Describe{noun}", {f"{noun}Name": name})
        status = described.get(f"{noun}Status")
        if status == "Completed":
            return in_milliseconds(f"Describe{noun}", described)
        if status in ("Failed", "Stopped"):
            raise _failure("States.TaskFailed", json.dumps(in_milliseconds(f"Describe{noun}", described)))
        if not task.is_awaited():
            _stop(task, noun, name)
            return described
        time.sleep(_POLL_SECONDS)


def _stop(task: Task, noun: str, name: str) -> None:
    from ministack.services import stepfunctions

    try:
        _request(task, f"Stop{noun}", {f"{noun}Name": name})
    except stepfunctions._ExecutionError as refused:
        # As on AWS, stopping is an attempt: the execution has already ended.
        _log.warning("%s %s was not stopped: %s", noun, name, refused.cause)


def _request(task: Task, action: str, parameters: dict) -> dict:
    denied = authorize_json(task.session, "sagemaker", f"SageMaker.{action}", parameters)
    if denied is not None:
        raise _refusal("AccessDeniedException", denied, 400)
    try:
        return plane.call(action, parameters, task.session, task.principal)
    except plane.PlaneError as refused:
        raise _refusal(refused.code, refused.message, refused.status) from refused


def _refusal(code: str, message: str, status: int) -> Exception:
    error = _MODELED.get(code, "AmazonSageMakerException")
    cause = f"{message} (Service: AmazonSageMaker; Status Code: {status}; Error Code: {code}; Proxy: null)"
    return _failure(f"SageMaker.{error}", cause)


def _failure(error: str, cause: str) -> Exception:
    from ministack.services import stepfunctions

    return stepfunctions._ExecutionError(error, cause)
