"""Roles as AWS services use them: whom a role trusts, and the session a service gets from it."""

import hashlib
import json
import os
from typing import Any

# Nobody outside this process can work out the credentials of a service's session.
_SECRET = os.urandom(32)


def role_session(role_arn: str, session_name: str) -> str:
    """Registers the session that a service has after assuming `role_arn`; returns its access key id."""
    from ministack.services import sts

    account = role_arn.split(":")[4]
    name = session_name[:64]
    digest = hashlib.sha256(_SECRET + f"{role_arn}/{name}".encode()).hexdigest()
    access_key_id = f"ASIA{digest[:16].upper()}"
    sts.register_session(
        access_key_id,
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{role_arn.rsplit('/', 1)[-1]}/{name}",
            "UserId": f"AROA{digest[16:32].upper()}:{name}",
            "SecretAccessKey": digest[24:64],
            "SessionToken": hashlib.sha256(_SECRET + digest.encode()).hexdigest(),
            "AccountId": account,
            "PrincipalType": "AssumedRole",
        },
    )
    return access_key_id


def principal_arn(access_key_id: str) -> str:
    """The ARN of whoever holds the key: `…:root`, a user, or an assumed role's session; empty when unknown."""
    from ministack.core import iam_evaluator

    identity = iam_evaluator.resolve_caller_identity(access_key_id)
    return str(identity["userArn"]) if identity else ""


def role_trusts(role_arn: str, service: str) -> bool:
    """Whether the role exists and its trust policy lets `service` (`sagemaker.amazonaws.com`) assume it."""
    from ministack.core.iam_evaluator import _service_principal_matches
    from ministack.services import iam

    role = iam._roles.get(role_arn.rsplit("/", 1)[-1])
    if role is None:
        return False
    document = role["AssumeRolePolicyDocument"]
    document = json.loads(document) if isinstance(document, str) else document
    return any(
        statement.get("Effect") == "Allow"
        and "sts:AssumeRole" in _listed(statement.get("Action"))
        and _service_principal_matches(statement.get("Principal"), service)
        for statement in _listed(document.get("Statement"))
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
