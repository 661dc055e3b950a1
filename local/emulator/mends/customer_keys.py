"""AWS S3 asks KMS on the caller's behalf when a bucket has a customer key; ministack drops the key and asks nobody."""

import re
from typing import Any

from emulator.patching import wrap
from emulator.refusal import refused

PATCHES = (
    "ministack.services.cloudformation.provisioners:_s3_apply_configurations",
    "ministack.core.iam_evaluator:enforce",
    "ministack.services.s3:_bucket_encryption",
    "ministack.services.s3:S3_NS",
)

_KMS_ACTIONS = {
    "s3:PutObject": "kms:GenerateDataKey",
    "s3:GetObject": "kms:Decrypt",
    "s3:GetObjectVersion": "kms:Decrypt",
}


def apply() -> None:
    wrap(PATCHES[0], _keeping_encryption)
    wrap(PATCHES[1], _asking_kms)


def _keeping_encryption(original: Any) -> Any:
    def configure(name: str, props: dict, *rest: Any) -> Any:
        result = original(name, props, *rest)
        rules = (props.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration") or []
        if rules:
            _keep(name, rules[0])
        return result

    return configure


def _keep(bucket: str, rule: dict) -> None:
    from ministack.services import s3

    default = rule.get("ServerSideEncryptionByDefault") or {}
    algorithm, key = default.get("SSEAlgorithm", "AES256"), default.get("KMSMasterKeyID")
    if algorithm != "AES256" and not key:
        # ministack refuses every object of a bucket with the AWS managed key; nobody needs a grant for that one.
        return
    key_element = f"<KMSMasterKeyID>{key}</KMSMasterKeyID>" if key else ""
    bucket_key = str(bool(rule.get("BucketKeyEnabled"))).lower()
    s3._bucket_encryption[bucket] = (
        f'<ServerSideEncryptionConfiguration xmlns="{s3.S3_NS}"><Rule><ApplyServerSideEncryptionByDefault>'
        f"<SSEAlgorithm>{algorithm}</SSEAlgorithm>{key_element}</ApplyServerSideEncryptionByDefault>"
        f"<BucketKeyEnabled>{bucket_key}</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
    )


def _asking_kms(original: Any) -> Any:
    def enforce(access_key_id: str, action: str, service: str, region: str, **rest: Any) -> Any:
        denied = original(access_key_id, action, service, region, **rest)
        kms_action = _KMS_ACTIONS.get(action)
        if denied is not None or kms_action is None:
            return denied
        key = _customer_key(rest.get("resource_arn", ""), region)
        if key is None:
            return None
        context = {"kms:ViaService": f"s3.{region}.amazonaws.com"}
        denied = original(access_key_id, kms_action, "kms", region, resource_arn=key, service_context=context)
        return refused(denied, kms_action, key, code="AccessDenied")

    return enforce


def _customer_key(object_arn: str, region: str) -> str | None:
    """The ARN of the customer key that the object's bucket encrypts with."""
    from ministack.core.responses import get_account_id
    from ministack.services import s3

    bucket = object_arn.rsplit(":::", 1)[-1].split("/", 1)[0]
    configuration = s3._bucket_encryption.get(bucket) or ""
    match = re.search(r"<KMSMasterKeyID>([^<]+)", configuration)
    if match is None:
        return None
    key = match[1]
    return key if key.startswith("arn:") else f"arn:aws:kms:{region}:{get_account_id()}:key/{key}"
