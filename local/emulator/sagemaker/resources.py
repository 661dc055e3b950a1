"""AWS CloudFormation makes SageMaker's model package groups; ministack knows no SageMaker resource."""

import json
from typing import Any

from emulator.patching import wrap
from emulator.sagemaker import plane

PATCHES = (
    "ministack.services.cloudformation.provisioners:_RESOURCE_HANDLERS",
    "ministack.services.cloudformation.stacks:_runs_on_worker_thread",
)

_TYPE = "AWS::SageMaker::ModelPackageGroup"
# The deployment's root role; CloudFormation's own rights are not part of what is tested here.
_PRINCIPAL = "arn:aws:iam::{account}:root"


def apply() -> None:
    from ministack.services.cloudformation import provisioners

    provisioners._RESOURCE_HANDLERS[_TYPE] = {"create": _create, "update": _update, "delete": _delete}
    # The plane may ask the emulator while it answers: the loop that serves both must stay free.
    wrap(PATCHES[1], lambda original: lambda resource_type: resource_type == _TYPE or original(resource_type))


def _create(logical_id: str, props: dict, stack_name: str) -> tuple[str, dict[str, Any]]:
    name = props["ModelPackageGroupName"]
    request = {key: props[key] for key in ("ModelPackageGroupDescription", "Tags") if key in props}
    arn = _call("CreateModelPackageGroup", {"ModelPackageGroupName": name, **request})["ModelPackageGroupArn"]
    _put_policy(name, props)
    return arn, _attributes(arn)


def _update(physical_id: str, old: dict, new: dict, stack_name: str) -> tuple[str, dict[str, Any]]:
    if new["ModelPackageGroupName"] != old["ModelPackageGroupName"]:
        return _create(physical_id, new, stack_name)
    _put_policy(new["ModelPackageGroupName"], new)
    return physical_id, _attributes(physical_id)


def _delete(physical_id: str, _props: dict) -> None:
    try:
        _call("DeleteModelPackageGroup", {"ModelPackageGroupName": physical_id.rsplit("/", 1)[-1]})
    except ValueError as refused:
        # CloudFormation takes a resource that is not there for deleted.
        if "does not exist" not in str(refused):
            raise


def _put_policy(name: str, props: dict) -> None:
    policy = props.get("ModelPackageGroupPolicy")
    if policy:
        text = policy if isinstance(policy, str) else json.dumps(policy)
        _call("PutModelPackageGroupPolicy", {"ModelPackageGroupName": name, "ResourcePolicy": text})


def _call(action: str, request: dict) -> dict[str, Any]:
    from ministack.core.responses import get_account_id

    try:
        return plane.call(action, request, "", _PRINCIPAL.format(account=get_account_id()))
    except plane.PlaneError as refused:
        raise ValueError(f"{refused.message} (Service: SageMaker, Status Code: {refused.status}, Error Code: {refused.code})") from refused


def _attributes(arn: str) -> dict[str, Any]:
    return {"ModelPackageGroupArn": arn, "ModelPackageGroupStatus": "Completed"}
