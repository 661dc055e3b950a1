"""How a mend says no: the gateway words its own refusals with the request's action, which may be another one."""

from typing import Any


def refused(denied: Any, action: str, resource: str, code: str = "AccessDeniedException") -> Any:
    """`denied` of an inner check (`action` on `resource`) as an answer that names what is really missing."""
    from ministack.core.iam_evaluator import AuthError, EvalResult

    if isinstance(denied, EvalResult):
        who = denied.principal_arn
        return AuthError(code, f"User: {who} is not authorized to perform: {action} on resource: {resource}")
    return denied
