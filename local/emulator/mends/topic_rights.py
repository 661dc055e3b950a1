"""AWS SNS may invoke a function only when the function's policy lets it; ministack invokes it anyway."""

import logging
from typing import Any

from emulator.patching import wrap
from emulator.policies import function_allows

PATCHES = ("ministack.services.sns:_deliver_to_lambda",)

_log = logging.getLogger("sns")


def apply() -> None:
    def asking(original: Any) -> Any:
        def deliver(endpoint: str, envelope: str, topic_arn: str, *rest: Any) -> Any:
            if not function_allows(endpoint, "sns.amazonaws.com", topic_arn):
                _log.warning("%s may not invoke %s: the function's policy does not allow it", topic_arn, endpoint)
                return None
            return original(endpoint, envelope, topic_arn, *rest)

        return deliver

    wrap(PATCHES[0], asking)
