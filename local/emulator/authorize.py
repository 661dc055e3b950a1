"""IAM decisions about calls that never pass the gateway: those which one AWS service makes to another."""

import json
from typing import Any

from emulator import request


def authorize(
    access_key_id: str, service: str, method: str, path: str, headers: dict, body: Any, params: dict
) -> str | None:
    """Decides a request as the gateway would for the holder of `access_key_id`.

    Returns None when it is allowed, else AWS's sentence that says who may not do what.
    """
    from ministack.core import iam_actions
    from ministack.core.responses import get_account_id, get_region

    raw = body.encode() if isinstance(body, str) else (body or b"")
    action = iam_actions.extract_iam_action(service, method, path, headers, raw, params)
    if action is None:
        return None
    resource = iam_actions.extract_resource_arn(
        service, method, path, headers, raw, params, get_region(), get_account_id()
    )
    context = iam_actions.request_tag_context(service, action, raw, params)
    if service == "dynamodb":
        context = {**context, **iam_actions.dynamodb_service_context(raw)}
    return _decide(access_key_id, service, action, resource, context)


def authorize_json(access_key_id: str, service: str, target: str, payload: dict) -> str | None:
    """`authorize` for the JSON protocols: `target` is the X-Amz-Target header's value."""
    return authorize(access_key_id, service, "POST", "/", {"x-amz-target": target}, json.dumps(payload), {})


def allow(access_key_id: str, service: str, action: str, resource: str) -> str | None:
    """Decides one action on one resource, as `authorize` does, where there is no request to read."""
    request.forget()
    return _decide(access_key_id, service, action, resource, {})


def _decide(access_key_id: str, service: str, action: str, resource: str, context: dict) -> str | None:
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_region

    # The request that led here was signed by somebody else, or by nobody.
    iam_evaluator._anonymous.set(False)
    iam_evaluator._signed_request.set(None)
    denied = iam_evaluator.enforce(
        access_key_id, action, service, get_region(), resource_arn=resource, service_context=context
    )
    if denied is None:
        return None
    if isinstance(denied, iam_evaluator.AuthError):
        return denied.message
    return f"User: {denied.principal_arn} is not authorized to perform: {action} on resource: {resource}"
