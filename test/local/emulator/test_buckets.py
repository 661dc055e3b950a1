import json

from local_aws import LocalAws, unique, until

TAG = {"Key": "aws-cdk:auto-delete-objects", "Value": "true"}


def test_cloudformation_tags_a_bucket_and_deletes_it_only_when_it_is_empty(aws: LocalAws) -> None:
    cloudformation, s3 = aws.client("cloudformation"), aws.client("s3")
    stack, bucket = unique("stack"), unique("bucket")
    resources = {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": bucket, "Tags": [TAG]}}}
    cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps({"Resources": resources}))
    until(lambda: status(aws, stack) == "CREATE_COMPLETE")
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == [TAG]
    s3.put_object(Bucket=bucket, Key="kept", Body=b"x")

    cloudformation.delete_stack(StackName=stack)
    until(lambda: status(aws, stack) == "DELETE_FAILED")
    assert s3.get_object(Bucket=bucket, Key="kept")["Body"].read() == b"x"

    s3.delete_object(Bucket=bucket, Key="kept")
    cloudformation.delete_stack(StackName=stack)
    until(lambda: bucket not in [each["Name"] for each in s3.list_buckets()["Buckets"]])


def status(aws: LocalAws, stack: str) -> str:
    return aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
