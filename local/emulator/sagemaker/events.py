"""AWS services put events of their own, `aws.*`; ministack takes none from outside, and the plane is outside."""

from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.eventbridge:_put_events",
    "ministack.core.iam_evaluator:caller_arn",
)

_SOURCE = "aws.sagemaker"


def apply() -> None:
    def letting_the_plane(original: Any) -> Any:
        def put(data: dict, allow_aws_source: bool = False) -> Any:
            return original(data, allow_aws_source=allow_aws_source or _is_from_plane(data))

        return put

    wrap(PATCHES[0], letting_the_plane)


def _is_from_plane(data: dict) -> bool:
    """The plane acts as the root; no role of the platform can put SageMaker's events."""
    from ministack.core import iam_evaluator

    sources = {entry.get("Source") for entry in data.get("Entries", [])}
    return sources == {_SOURCE} and iam_evaluator.caller_arn().endswith(":root")
