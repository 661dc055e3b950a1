"""AWS knows a root key by its signature; ministack takes `test`, any account id and no key for root, unchecked."""

import os

from emulator.patching import wrap

PATCHES = (
    "ministack.core.iam_evaluator:is_root_access_key",
    "ministack.core.iam_evaluator:_is_root_key",
    "ministack.services.sts:is_root_access_key",
)


def apply() -> None:
    configured = os.environ["AWS_ACCESS_KEY_ID"]

    def is_root(access_key_id: str) -> bool:
        # A request without any key is refused later, unless its service serves anonymous callers.
        return not access_key_id or access_key_id == configured

    def skips_signature_check(access_key_id: str) -> bool:
        return not access_key_id

    wrap(PATCHES[0], lambda _: is_root)
    wrap(PATCHES[1], lambda _: skips_signature_check)
    wrap(PATCHES[2], lambda _: is_root)
