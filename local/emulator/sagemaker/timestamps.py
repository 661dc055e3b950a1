"""Step Functions shows a SageMaker description with times in epoch milliseconds; the API sends epoch seconds."""

from functools import cache
from typing import Any

import botocore.session


def in_milliseconds(action: str, description: dict[str, Any]) -> dict[str, Any]:
    """`description`, the answer to `action`, with every timestamp of the published model as integer milliseconds."""
    return _converted(_output_shape(action), description)


@cache
def _output_shape(action: str) -> Any:
    return botocore.session.get_session().get_service_model("sagemaker").operation_model(action).output_shape


def _converted(shape: Any, value: Any) -> Any:
    if shape is None:
        return value
    if shape.type_name == "timestamp" and isinstance(value, (int, float)):
        return int(value * 1000)
    if shape.type_name == "structure" and isinstance(value, dict):
        return {name: _converted(shape.members.get(name), member) for name, member in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [_converted(shape.member, member) for member in value]
    return value
