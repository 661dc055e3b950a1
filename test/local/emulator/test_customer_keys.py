import json

from local_aws import LocalAws, allow, refused, unique


def a_bucket_with_a_key(aws: LocalAws) -> tuple[str, str]:
    """A bucket that CloudFormation has made, encrypted with a customer key: the bucket's name and the key's ARN."""
    statement = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "kms:*", "Resource": "*"}
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]}}, "BucketKeyEnabled": True}
    resources = {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": [statement]}}},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}},
    }
    outputs = {"Bucket": {"Value": {"Ref": "Bucket"}}, "Key": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}}}
    made = deploy(aws, resources, outputs)
    return made["Bucket"], made["Key"]


def deploy(aws: LocalAws, resources: dict, outputs: dict) -> dict[str, str]:
    cloudformation, name = aws.client("cloudformation"), unique("stack")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources, "Outputs": outputs}))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def test_cloudformation_keeps_the_buckets_key(aws: LocalAws) -> None:
    bucket, key = a_bucket_with_a_key(aws)
    configuration = aws.client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]
    default = configuration["Rules"][0]["ApplyServerSideEncryptionByDefault"]
    assert default == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}


def test_writing_needs_a_data_key_and_reading_needs_to_decrypt(aws: LocalAws) -> None:
    bucket, key = a_bucket_with_a_key(aws)
    objects = allow(["s3:PutObject", "s3:GetObject"], f"arn:aws:s3:::{bucket}/*")
    without = aws.client("s3", aws.as_role(objects))
    error = refused(lambda: without.put_object(Bucket=bucket, Key="k", Body=b"x"))
    assert error["Code"] == "AccessDenied"
    assert f"kms:GenerateDataKey on resource: {key}" in error["Message"]
    writer = aws.client("s3", aws.as_role(objects, allow("kms:GenerateDataKey", key)))
    writer.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert "kms:Decrypt" in refused(lambda: writer.get_object(Bucket=bucket, Key="k"))["Message"]
    reader = aws.client("s3", aws.as_role(objects, allow("kms:Decrypt", key)))
    assert reader.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"


def test_a_grant_through_s3_only_is_enough(aws: LocalAws) -> None:
    bucket, key = a_bucket_with_a_key(aws)
    via_s3 = allow("kms:GenerateDataKey", key, StringEquals={"kms:ViaService": "s3.us-east-1.amazonaws.com"})
    writer = aws.client("s3", aws.as_role(allow("s3:PutObject"), via_s3))
    writer.put_object(Bucket=bucket, Key="k", Body=b"x")
