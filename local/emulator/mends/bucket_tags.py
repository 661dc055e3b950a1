"""AWS CloudFormation tags a bucket, and CDK empties only a tagged one before it goes; ministack drops the tags."""

from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.cloudformation.provisioners:_s3_apply_configurations",
    "ministack.services.s3:_bucket_tags",
)


def apply() -> None:
    def tagging(original: Any) -> Any:
        def configure(name: str, props: dict, *rest: Any) -> Any:
            from ministack.services import s3

            result = original(name, props, *rest)
            if props.get("Tags"):
                s3._bucket_tags[name] = {tag["Key"]: tag["Value"] for tag in props["Tags"]}
            return result

        return configure

    wrap(PATCHES[0], tagging)
