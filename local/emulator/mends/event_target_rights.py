"""AWS EventBridge needs the target's permission or a role that it may assume; ministack delivers without either."""

import logging
from typing import Any

from emulator.authorize import allow
from emulator.identity import role_session, role_trusts
from emulator.patching import wrap
from emulator.policies import function_allows, topic_allows

PATCHES = (
    "ministack.services.eventbridge:_invoke_target",
    "ministack.services.sqs:queue_policy_allows",
    "ministack.services.sns:topic_policy_for_arn",
)

_log = logging.getLogger("eventbridge")

# What a role must allow for each kind of target that is reached with a role.
_ROLE_ACTIONS = {
    "lambda": "lambda:InvokeFunction",
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "states": "states:StartExecution",
    "events": "events:PutEvents",
}


def apply() -> None:
    def asking(original: Any) -> Any:
        def invoke(target: dict, event: dict, rule: dict, view: Any = None) -> Any:
            if not _may_deliver(target, rule):
                _log.warning("%s may not invoke %s: no permission", rule.get("Arn"), target.get("Arn"))
                return None
            return original(target, event, rule, view)

        return invoke

    wrap(PATCHES[0], asking)


def _may_deliver(target: dict, rule: dict) -> bool:
    arn, source = target.get("Arn", ""), rule.get("Arn", "")
    kind = arn.split(":")[2] if arn.count(":") >= 5 else ""
    if source.split(":")[2:3] == ["scheduler"]:
        # A schedule always acts through its own role, whatever the target.
        return _role_allows(target, kind, "scheduler.amazonaws.com")
    if kind == "lambda":
        return function_allows(arn, "events.amazonaws.com", source)
    if kind == "sqs":
        return _queue_allows(arn, source)
    if kind == "sns":
        return topic_allows(arn, "events.amazonaws.com", source)
    return _role_allows(target, kind, "events.amazonaws.com")


def _role_allows(target: dict, kind: str, service: str) -> bool:
    role, action = target.get("RoleArn"), _ROLE_ACTIONS.get(kind)
    if not role or action is None or not role_trusts(role, service):
        return False
    session = role_session(role, service.split(".")[0])
    return allow(session, kind, action, target["Arn"]) is None


def _queue_allows(arn: str, source: str) -> bool:
    from ministack.core.responses import get_account_id
    from ministack.services import sqs

    return sqs.queue_policy_allows(arn, "events.amazonaws.com", source, get_account_id())
