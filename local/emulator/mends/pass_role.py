"""AWS asks for `iam:PassRole` and for the role's trust in the service it is given to; ministack asks for neither."""

from typing import Any

from emulator.identity import role_trusts
from emulator.patching import wrap
from emulator.refusal import refused
from emulator.request import payload

PATCHES = ("ministack.core.iam_evaluator:enforce",)

# Per service: where its requests name a role, and the principal that will assume it.
_ROLES = {
    "sagemaker": (("RoleArn",), ("ExecutionRoleArn",)),
    "lambda": (("Role",),),
    "states": (("roleArn",),),
    "scheduler": (("Target", "RoleArn"),),
}


def apply() -> None:
    def asking(original: Any) -> Any:
        def enforce(key: str, action: str, service: str, region: str, **rest: Any) -> Any:
            denied = original(key, action, service, region, **rest)
            if denied is not None or not action.split(":", 1)[1].startswith(("Create", "Update")):
                return denied
            role = _passed_role(service)
            return None if role is None else _may_pass(original, key, service, region, role)

        return enforce

    wrap(PATCHES[0], asking)


def _passed_role(service: str) -> str | None:
    request = payload(service)
    for path in _ROLES.get(service, ()):
        value: Any = request
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str):
            return value
    return None


def _may_pass(enforce: Any, key: str, service: str, region: str, role: str) -> Any:
    from ministack.core.iam_evaluator import AuthError

    principal = f"{service}.amazonaws.com"
    context = {"iam:PassedToService": principal}
    denied = enforce(key, "iam:PassRole", "iam", region, resource_arn=role, service_context=context)
    if denied is not None:
        return refused(denied, "iam:PassRole", role)
    if role_trusts(role, principal):
        return None
    return AuthError("ValidationException", f"Could not assume role {role}: it must exist and let {principal} assume it.")
