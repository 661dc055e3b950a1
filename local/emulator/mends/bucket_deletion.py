"""AWS CloudFormation cannot delete a bucket that holds objects; ministack deletes it with all its objects."""

from typing import Any

from emulator.patching import wrap

PATCHES = (
    "ministack.services.cloudformation.provisioners:_RESOURCE_HANDLERS",
    "ministack.services.s3:_buckets",
    "ministack.services.s3:_delete_bucket",
)


def apply() -> None:
    from ministack.services.cloudformation import provisioners

    handler = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]

    def refusing(delete: Any) -> Any:
        def delete_empty(physical_id: str, props: dict) -> Any:
            from ministack.services import s3

            if physical_id in s3._buckets:
                status, _, body = s3._delete_bucket(physical_id)
                if status >= 400:
                    raise ValueError(
                        f"The bucket you tried to delete is not empty: {physical_id} "
                        "(Service: S3, Status Code: 409, Error Code: BucketNotEmpty)"
                    )
            return delete(physical_id, props)

        return delete_empty

    handler["delete"] = refusing(handler["delete"])
