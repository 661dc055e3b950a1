import json
import time

from local_aws import LocalAws, unique, until
from recorded_plane import RecordedPlane


def create(aws: LocalAws, resources: dict) -> dict:
    """Creates a stack and describes it once, as it is when the answer comes."""
    cloudformation, name = aws.client("cloudformation"), unique("stack")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}))
    return cloudformation.describe_stacks(StackName=name)["Stacks"][0]


def delete(aws: LocalAws, stack: dict) -> None:
    cloudformation = aws.client("cloudformation")
    cloudformation.delete_stack(StackName=stack["StackName"])
    by_id = lambda: cloudformation.describe_stacks(StackName=stack["StackId"])["Stacks"][0]  # noqa: E731
    until(lambda: by_id()["StackStatus"] == "DELETE_COMPLETE")


def test_a_description_waits_for_the_stack_that_is_changing(aws: LocalAws) -> None:
    started = time.monotonic()
    stack = create(aws, {"Queue": {"Type": "AWS::SQS::Queue"}})
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert time.monotonic() - started < 4


def test_a_named_query_is_created_and_deleted(aws: LocalAws) -> None:
    properties = {"Name": "recent", "Database": "default", "QueryString": "SELECT 1", "WorkGroup": "primary"}
    stack = create(aws, {"Query": {"Type": "AWS::Athena::NamedQuery", "Properties": properties}})
    athena = aws.client("athena")
    ids = athena.list_named_queries(WorkGroup="primary")["NamedQueryIds"]
    assert [athena.get_named_query(NamedQueryId=each)["NamedQuery"]["QueryString"] for each in ids] == ["SELECT 1"]
    delete(aws, stack)
    assert athena.list_named_queries(WorkGroup="primary").get("NamedQueryIds", []) == []


def test_a_model_package_group_is_created_and_deleted_by_the_plane(aws: LocalAws, plane: RecordedPlane) -> None:
    arn = "arn:aws:sagemaker:us-east-1:000000000000:model-package-group/reviews"
    plane.on("CreateModelPackageGroup", lambda _: (200, {"ModelPackageGroupArn": arn}))
    properties = {"ModelPackageGroupName": "reviews", "ModelPackageGroupDescription": "d"}
    stack = create(aws, {"Group": {"Type": "AWS::SageMaker::ModelPackageGroup", "Properties": properties}})
    assert plane.requests("CreateModelPackageGroup")[-1].payload == properties
    delete(aws, stack)
    assert plane.requests("DeleteModelPackageGroup")[-1].payload == {"ModelPackageGroupName": "reviews"}


def test_a_group_that_the_plane_refuses_fails_its_stack(aws: LocalAws, plane: RecordedPlane) -> None:
    plane.on("CreateModelPackageGroup", lambda _: (400, {"__type": "ValidationException", "message": "taken"}))
    stack = create(aws, {"Group": {"Type": "AWS::SageMaker::ModelPackageGroup", "Properties": {"ModelPackageGroupName": "g"}}})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


def test_a_method_keeps_its_request_validator_also_after_an_update(aws: LocalAws) -> None:
    def template(validates: str) -> dict:
        rest_api = {"Ref": "Api"}
        validator = lambda on: {  # noqa: E731
            "Type": "AWS::ApiGateway::RequestValidator",
            "Properties": {"RestApiId": rest_api, "ValidateRequestBody": on},
        }
        method = {
            "RestApiId": rest_api,
            "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
            "HttpMethod": "POST",
            "AuthorizationType": "NONE",
            "RequestValidatorId": {"Ref": validates},
            "Integration": {"Type": "MOCK"},
        }
        return {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "predictions"}},
            "Strict": validator(True),
            "Lax": validator(False),
            "Method": {"Type": "AWS::ApiGateway::Method", "Properties": method},
        }

    cloudformation, gateway = aws.client("cloudformation"), aws.client("apigateway")
    stack = create(aws, template("Strict"))
    ids = {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for each in cloudformation.describe_stack_resources(StackName=stack["StackName"])["StackResources"]
    }
    [root] = gateway.get_resources(restApiId=ids["Api"])["items"]
    used = lambda: gateway.get_method(restApiId=ids["Api"], resourceId=root["id"], httpMethod="POST")["requestValidatorId"]  # noqa: E731
    assert used() == ids["Strict"]
    validates = lambda name: gateway.get_request_validator(restApiId=ids["Api"], requestValidatorId=ids[name])["validateRequestBody"]  # noqa: E731
    assert [validates("Strict"), validates("Lax")] == [True, False]

    cloudformation.update_stack(StackName=stack["StackName"], TemplateBody=json.dumps({"Resources": template("Lax")}))

    until(lambda: used() == ids["Lax"])
