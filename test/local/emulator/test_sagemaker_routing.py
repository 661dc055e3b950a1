import json

from local_aws import LocalAws, allow, refused
from recorded_plane import RecordedPlane

SAGEMAKER = "arn:aws:sagemaker:us-east-1:000000000000"


def test_a_request_reaches_the_plane_with_who_asks(aws: LocalAws, plane: RecordedPlane) -> None:
    plane.on("DescribeModel", lambda request: (200, {"ModelName": request["ModelName"]}))
    caller = aws.as_role(allow("sagemaker:DescribeModel", f"{SAGEMAKER}:model/mine"))
    assert aws.client("sagemaker", caller).describe_model(ModelName="mine")["ModelName"] == "mine"
    headers = plane.requests("DescribeModel")[-1].headers
    assert headers["x-trainyard-principal-arn"].startswith("arn:aws:sts::000000000000:assumed-role/role-")
    assert headers["x-trainyard-access-key-id"] == caller.access_key_id


def test_a_request_is_decided_on_its_resource(aws: LocalAws) -> None:
    caller = aws.as_role(allow("sagemaker:DescribeModel", f"{SAGEMAKER}:model/mine"))
    error = refused(lambda: aws.client("sagemaker", caller).describe_model(ModelName="other"))
    assert error["Code"] == "AccessDeniedException"


def test_a_groups_packages_are_listed_with_the_right_on_the_group(aws: LocalAws) -> None:
    caller = aws.client("sagemaker", aws.as_role(allow("sagemaker:ListModelPackages", f"{SAGEMAKER}:model-package-group/mine")))
    caller.list_model_packages(ModelPackageGroupName="mine")
    error = refused(lambda: caller.list_model_packages(ModelPackageGroupName="other"))
    assert error["Code"] == "AccessDeniedException"


def test_the_planes_own_errors_come_back_as_they_are(aws: LocalAws, plane: RecordedPlane) -> None:
    plane.on("DescribeEndpoint", lambda _: (400, {"__type": "ValidationException", "message": "Could not find endpoint"}))
    error = refused(lambda: aws.client("sagemaker").describe_endpoint(EndpointName="none"))
    assert (error["Code"], error["Message"]) == ("ValidationException", "Could not find endpoint")


def test_an_invocation_reaches_the_plane_by_its_path(aws: LocalAws, plane: RecordedPlane) -> None:
    plane.on("InvokeEndpoint", lambda request: (200, {"echo": request}))
    caller = aws.as_role(allow("sagemaker:InvokeEndpoint", f"{SAGEMAKER}:endpoint/reviews"))
    runtime = aws.client("sagemaker-runtime", caller)
    body = json.dumps({"texts": ["good"]})
    answer = runtime.invoke_endpoint(EndpointName="reviews", ContentType="application/json", Body=body)
    assert json.loads(answer["Body"].read()) == {"echo": {"texts": ["good"]}}
    seen = plane.requests("InvokeEndpoint")[-1]
    assert (seen.path, seen.headers["content-type"]) == ("/endpoints/reviews/invocations", "application/json")


def test_an_invocation_of_another_endpoint_is_denied(aws: LocalAws) -> None:
    caller = aws.as_role(allow("sagemaker:InvokeEndpoint", f"{SAGEMAKER}:endpoint/reviews"))
    runtime = aws.client("sagemaker-runtime", caller)
    error = refused(lambda: runtime.invoke_endpoint(EndpointName="other", Body=b"{}"))
    assert error["Code"] == "AccessDeniedException"


def test_the_plane_may_put_sagemakers_events_and_a_role_may_not(aws: LocalAws) -> None:
    entry = {"Source": "aws.sagemaker", "DetailType": "SageMaker Model Package State Change", "Detail": "{}"}
    assert aws.client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0
    caller = aws.client("events", aws.as_role(allow("events:PutEvents")))
    assert caller.put_events(Entries=[entry])["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def test_another_services_events_are_nobodys_to_put(aws: LocalAws) -> None:
    entry = {"Source": "aws.s3", "DetailType": "Object Created", "Detail": "{}"}
    assert aws.client("events").put_events(Entries=[entry])["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"
