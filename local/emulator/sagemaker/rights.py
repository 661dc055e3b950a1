"""AWS decides SageMaker calls on their action and resource; ministack lets every call of a service it lacks through."""

from typing import Any

from emulator.patching import wrap
from emulator.request import json_object

PATCHES = (
    "ministack.core.iam_actions:extract_resource_arn",
    "ministack.core.iam_actions:SERVICE_TO_IAM_NAMESPACE",
    "ministack.core.iam_actions:_BOTOCORE_SERVICE_MAP",
)

# The API's noun, and what its ARN calls it.
_RESOURCES = {
    "TrainingJob": "training-job",
    "ProcessingJob": "processing-job",
    "TransformJob": "transform-job",
    # Before `TrainingJob` would match: its lists end in this noun, too.
    "HyperParameterTuningJob": "hyper-parameter-tuning-job",
    "Model": "model",
    "EndpointConfig": "endpoint-config",
    "Endpoint": "endpoint",
    "ModelPackageGroup": "model-package-group",
}


def apply() -> None:
    from ministack.core import iam_actions

    iam_actions.SERVICE_TO_IAM_NAMESPACE["sagemaker"] = "sagemaker"
    iam_actions._BOTOCORE_SERVICE_MAP["sagemaker"] = ["sagemaker", "sagemaker-runtime"]
    wrap(PATCHES[0], _naming)


def _naming(original: Any) -> Any:
    def extract(
        service: str, method: str, path: str, headers: dict, body: bytes, params: dict, region: str, account: str
    ) -> str:
        found = original(service, method, path, headers, body, params, region, account)
        if service != "sagemaker":
            return found
        return _resource(path, headers, json_object(body), f"arn:aws:sagemaker:{region}:{account}") or found

    return extract


def _resource(path: str, headers: dict, request: dict, prefix: str) -> str | None:
    if path.startswith("/endpoints/"):
        return f"{prefix}:endpoint/{path.split('/')[2].lower()}"
    arn = request.get("ModelPackageArn") or request.get("ResourceArn")
    if arn:
        return str(arn)
    action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    if action == "CreateModelPackage" and request.get("ModelPackageGroupName"):
        return f"{prefix}:model-package/{request['ModelPackageGroupName'].lower()}/*"
    if request.get("ModelPackageName"):
        name = str(request["ModelPackageName"])
        return name if name.startswith("arn:") else f"{prefix}:model-package/{name.lower()}"
    for noun, kind in _RESOURCES.items():
        if action.endswith(noun) and request.get(f"{noun}Name"):
            return f"{prefix}:{kind}/{request[f'{noun}Name'].lower()}"
    if request.get("ModelPackageGroupName"):
        # ListModelPackages, and what is done to a group's policy.
        return f"{prefix}:model-package-group/{request['ModelPackageGroupName'].rsplit('/', 1)[-1].lower()}"
    return None
