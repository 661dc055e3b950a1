import json

import pytest
from local_aws import ACCOUNT, LocalAws, allow, refusal, refused, unique


class TestPassRole:
    def request(self, role: str) -> dict:
        return {"ModelName": "m", "ExecutionRoleArn": role, "PrimaryContainer": {"Image": "i"}}

    def test_who_may_not_pass_the_role_may_not_use_it(self, aws: LocalAws) -> None:
        role = aws.role(trusts="sagemaker.amazonaws.com")
        caller = aws.client("sagemaker", aws.as_role(allow("sagemaker:CreateModel")))
        error = refused(lambda: caller.create_model(**self.request(role)))
        assert error["Code"] == "AccessDeniedException"
        assert f"iam:PassRole on resource: {role}" in error["Message"]

    def test_a_role_may_be_passed_to_the_named_service_only(self, aws: LocalAws) -> None:
        role = aws.role(trusts="sagemaker.amazonaws.com")
        to_lambda = allow("iam:PassRole", role, StringEquals={"iam:PassedToService": "lambda.amazonaws.com"})
        to_sagemaker = allow("iam:PassRole", role, StringEquals={"iam:PassedToService": "sagemaker.amazonaws.com"})
        wrong = aws.client("sagemaker", aws.as_role(allow("sagemaker:CreateModel"), to_lambda))
        right = aws.client("sagemaker", aws.as_role(allow("sagemaker:CreateModel"), to_sagemaker))
        assert refusal(lambda: wrong.create_model(**self.request(role))) == "AccessDeniedException"
        right.create_model(**self.request(role))

    def test_a_role_that_does_not_trust_the_service_is_of_no_use_even_to_the_root(self, aws: LocalAws) -> None:
        role = aws.role(trusts="lambda.amazonaws.com")
        error = refused(lambda: aws.client("sagemaker").create_model(**self.request(role)))
        assert error["Code"] == "ValidationException"


class TestResources:
    def test_parameters_below_a_path_are_decided_on_the_path(self, aws: LocalAws) -> None:
        arn = f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/trainyard/local"
        caller = aws.client("ssm", aws.as_role(allow("ssm:GetParametersByPath", arn)))
        caller.get_parameters_by_path(Path="/trainyard/local")
        assert refusal(lambda: caller.get_parameters_by_path(Path="/other")) == "AccessDeniedException"

    def test_repositories_are_decided_by_name(self, aws: LocalAws) -> None:
        name = unique("repository")
        aws.client("ecr").create_repository(repositoryName=name)
        arn = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/{name}"
        caller = aws.client("ecr", aws.as_role(allow("ecr:DescribeRepositories", arn)))
        caller.describe_repositories(repositoryNames=[name])
        assert refusal(lambda: caller.describe_repositories(repositoryNames=["x"])) == "AccessDeniedException"

    def test_a_schedule_is_decided_with_its_group(self, aws: LocalAws) -> None:
        group = unique("group")
        aws.client("scheduler").create_schedule_group(Name=group)
        role = aws.role(trusts="scheduler.amazonaws.com")
        rights = [allow("iam:PassRole", role), allow("scheduler:CreateSchedule", f"arn:aws:scheduler:us-east-1:{ACCOUNT}:schedule/{group}/*")]
        caller = aws.client("scheduler", aws.as_role(*rights))
        request = {"ScheduleExpression": "at(2099-01-01T00:00:00)", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": {"Arn": "arn:aws:sqs:us-east-1:000000000000:q", "RoleArn": role}}
        caller.create_schedule(Name="mine", GroupName=group, **request)
        assert refusal(lambda: caller.create_schedule(Name="mine", GroupName="default", **request)) == "AccessDeniedException"


class TestConditions:
    def test_metrics_are_decided_on_their_namespace(self, aws: LocalAws) -> None:
        only = allow("cloudwatch:PutMetricData", StringEquals={"cloudwatch:namespace": "Trainyard"})
        caller = aws.client("cloudwatch", aws.as_role(only))
        data = [{"MetricName": "m", "Value": 1.0}]
        caller.put_metric_data(Namespace="Trainyard", MetricData=data)
        assert refusal(lambda: caller.put_metric_data(Namespace="Other", MetricData=data)) in ("AccessDenied", "AccessDeniedException")

    @pytest.mark.parametrize("operation", ["get", "query", "batch", "transact"])
    def test_a_table_is_decided_on_the_leading_keys(self, aws: LocalAws, operation: str) -> None:
        table = unique("table")
        aws.client("dynamodb").create_table(
            TableName=table,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        own = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["mine"]}}
        caller = aws.client("dynamodb", aws.as_role(allow("dynamodb:*", **own)))
        calls = {
            "get": lambda key: caller.get_item(TableName=table, Key={"pk": {"S": key}}),
            "query": lambda key: caller.query(TableName=table, KeyConditionExpression="#p = :p", ExpressionAttributeNames={"#p": "pk"}, ExpressionAttributeValues={":p": {"S": key}}),
            "batch": lambda key: caller.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": {"pk": {"S": key}}}}]}),
            "transact": lambda key: caller.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": {"pk": {"S": key}}}}]),
        }
        calls[operation]("mine")
        assert refusal(lambda: calls[operation]("others")) == "AccessDeniedException"


class TestTransport:
    def test_a_policy_that_denies_plain_http_lets_the_loopback_in(self, aws: LocalAws) -> None:
        s3, bucket = aws.client("s3"), unique("bucket")
        s3.create_bucket(Bucket=bucket)
        deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Statement": [deny]}))
        aws.client("s3", aws.as_role(allow("s3:PutObject"))).put_object(Bucket=bucket, Key="k", Body=b"x")


class TestAthena:
    def test_a_query_needs_the_rights_on_the_table_its_data_and_the_results(self, aws: LocalAws) -> None:
        bucket, database, group = unique("bucket"), "reviews_db", unique("workgroup")
        s3, glue = aws.client("s3"), aws.client("glue")
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="rows/a.csv", Body=b"a,b\n1,2\n")
        glue.create_database(DatabaseInput={"Name": database})
        storage = {"Location": f"s3://{bucket}/rows/", "Columns": [{"Name": "a", "Type": "string"}], "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde"}}
        glue.create_table(DatabaseName=database, TableInput={"Name": "rows", "StorageDescriptor": storage})
        aws.client("athena").create_work_group(Name=group, Configuration={"ResultConfiguration": {"OutputLocation": f"s3://{bucket}/results/"}})
        rights = {
            "athena": allow("athena:StartQueryExecution", f"arn:aws:athena:us-east-1:{ACCOUNT}:workgroup/{group}"),
            "glue": allow("glue:GetTable"),
            "read": allow("s3:GetObject", f"arn:aws:s3:::{bucket}/rows/*"),
            "write": allow("s3:PutObject", f"arn:aws:s3:::{bucket}/results/*"),
        }

        def query(held: list[dict]) -> None:
            client = aws.client("athena", aws.as_role(*held))
            client.start_query_execution(QueryString="SELECT * FROM rows", WorkGroup=group, QueryExecutionContext={"Database": database})

        query(list(rights.values()))
        for missing in rights:
            held = [right for name, right in rights.items() if name != missing]
            assert refusal(lambda held=held: query(held)) == "AccessDeniedException", missing
