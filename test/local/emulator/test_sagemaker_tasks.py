import json

from local_aws import LocalAws, allow, unique, until
from recorded_plane import RecordedPlane

JOBS = allow(
    ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
    "arn:aws:sagemaker:us-east-1:000000000000:training-job/*",
)


def train(job_role: str, **more: object) -> dict:
    parameters = {"TrainingJobName.$": "$.name", "RoleArn": job_role}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": parameters}
    return {"Train": {**task, "End": True, **more}}


def describing(plane: RecordedPlane, *statuses: str) -> None:
    """The job shows each status once, then the last one for ever."""
    left = list(statuses)
    plane.on("CreateTrainingJob", lambda _: (200, {"TrainingJobArn": "arn:aws:sagemaker:::training-job/x"}))
    plane.on(
        "DescribeTrainingJob",
        lambda request: (
            200,
            {
                "TrainingJobName": request["TrainingJobName"],
                "TrainingJobStatus": left.pop(0) if len(left) > 1 else left[0],
                "CreationTime": 1700000000.25,
                "FailureReason": "AlgorithmError: no",
            },
        ),
    )


def test_a_run_job_task_waits_and_gives_the_description(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "InProgress", "InProgress", "Completed")
    job_role = aws.role(trusts="sagemaker.amazonaws.com")
    ended = aws.run(train(job_role), JOBS, allow("iam:PassRole", job_role), execution_input={"name": "job-1"})
    output = json.loads(ended["output"])
    assert (output["TrainingJobName"], output["TrainingJobStatus"]) == ("job-1", "Completed")
    assert output["CreationTime"] == 1700000000250


def test_a_tuning_job_is_waited_for_as_the_machines_role(aws: LocalAws, plane: RecordedPlane) -> None:
    left = ["InProgress", "Completed"]
    plane.on("CreateHyperParameterTuningJob", lambda _: (200, {"HyperParameterTuningJobArn": "arn:aws:sagemaker:::x"}))
    plane.on(
        "DescribeHyperParameterTuningJob",
        lambda request: (
            200,
            {
                "HyperParameterTuningJobName": request["HyperParameterTuningJobName"],
                "HyperParameterTuningJobStatus": left.pop(0) if len(left) > 1 else left[0],
                "CreationTime": 1700000000.25,
            },
        ),
    )
    resource = "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync"
    task = {"Type": "Task", "Resource": resource, "Parameters": {"HyperParameterTuningJobName": "tune-1"}, "End": True}
    actions = ["sagemaker:CreateHyperParameterTuningJob", "sagemaker:DescribeHyperParameterTuningJob"]
    rights = allow(actions, "arn:aws:sagemaker:us-east-1:000000000000:hyper-parameter-tuning-job/tune-*")
    output = json.loads(aws.run({"Tune": task}, rights)["output"])
    assert (output["HyperParameterTuningJobStatus"], output["CreationTime"]) == ("Completed", 1700000000250)
    denied = aws.run({"Tune": task}, allow(actions, "arn:aws:sagemaker:us-east-1:000000000000:hyper-parameter-tuning-job/other-*"))
    assert denied["status"] == "FAILED"


def test_a_failed_job_fails_the_task_with_its_description(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "InProgress", "Failed")
    job_role = aws.role(trusts="sagemaker.amazonaws.com")
    ended = aws.run(train(job_role), JOBS, allow("iam:PassRole", job_role), execution_input={"name": "job-2"})
    assert ended["error"] == "States.TaskFailed"
    assert json.loads(ended["cause"])["FailureReason"] == "AlgorithmError: no"


def test_a_refused_job_fails_the_task_with_the_services_error(aws: LocalAws, plane: RecordedPlane) -> None:
    job_role = aws.role(trusts="sagemaker.amazonaws.com")
    for code, error in (
        ("ResourceInUse", "SageMaker.ResourceInUseException"),
        ("ResourceLimitExceeded", "SageMaker.ResourceLimitExceededException"),
        ("ValidationException", "SageMaker.AmazonSageMakerException"),
    ):
        plane.on("CreateTrainingJob", lambda _, code=code: (400, {"__type": code, "message": "no"}))
        ended = aws.run(train(job_role), JOBS, allow("iam:PassRole", job_role), execution_input={"name": "job-3"})
        assert (ended["error"], f"Error Code: {code}" in ended["cause"]) == (error, True)


def test_the_machines_role_needs_the_right_to_create_the_job(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "Completed")
    job_role = aws.role(trusts="sagemaker.amazonaws.com")
    ended = aws.run(train(job_role), allow("iam:PassRole", job_role), execution_input={"name": "job-4"})
    assert ended["error"] == "SageMaker.AmazonSageMakerException"
    assert "is not authorized to perform: sagemaker:CreateTrainingJob on resource" in ended["cause"]


def test_the_machines_role_needs_the_right_to_pass_the_jobs_role(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "Completed")
    job_role = aws.role(trusts="sagemaker.amazonaws.com")
    ended = aws.run(train(job_role), JOBS, execution_input={"name": "job-5"})
    assert f"is not authorized to perform: iam:PassRole on resource: {job_role}" in ended["cause"]


def test_the_jobs_role_must_trust_sagemaker(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "Completed")
    job_role = aws.role(trusts="lambda.amazonaws.com")
    ended = aws.run(train(job_role), JOBS, allow("iam:PassRole", job_role), execution_input={"name": "job-6"})
    assert f"Could not assume role {job_role}" in ended["cause"]


def test_stopping_the_execution_stops_the_job(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "InProgress")
    job_role, name = aws.role(trusts="sagemaker.amazonaws.com"), unique("job")
    role = aws.role(JOBS, allow("iam:PassRole", job_role), trusts="states.amazonaws.com")
    execution = aws.start(aws.machine(train(job_role), role), {"name": name})
    until(lambda: any(seen.payload.get("TrainingJobName") == name for seen in plane.requests("DescribeTrainingJob")))
    aws.client("stepfunctions").stop_execution(executionArn=execution)
    until(lambda: any(seen.payload["TrainingJobName"] == name for seen in plane.requests("StopTrainingJob")))
    assert aws.finished(execution)["status"] == "ABORTED"


def test_a_task_over_its_time_stops_the_job(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "InProgress")
    job_role, name = aws.role(trusts="sagemaker.amazonaws.com"), unique("job")
    states = train(job_role, TimeoutSecondsPath="$.limit")
    ended = aws.run(states, JOBS, allow("iam:PassRole", job_role), execution_input={"name": name, "limit": 1})
    assert ended["error"] == "States.Timeout"
    until(lambda: any(seen.payload["TrainingJobName"] == name for seen in plane.requests("StopTrainingJob")))


def test_an_sdk_task_acts_with_the_machines_role(aws: LocalAws, plane: RecordedPlane) -> None:
    plane.on("DescribeModel", lambda request: (200, {"ModelName": request["ModelName"]}))
    resource = "arn:aws:states:::aws-sdk:sagemaker:describeModel"
    states = {"Describe": {"Type": "Task", "Resource": resource, "Parameters": {"ModelName": "mine"}, "End": True}}
    allowed = aws.run(states, allow("sagemaker:DescribeModel"))
    assert json.loads(allowed["output"]) == {"ModelName": "mine"}
    assert ":assumed-role/role-" in plane.requests("DescribeModel")[-1].headers["x-trainyard-principal-arn"]
    denied = aws.run(states)
    assert denied["error"] == "SageMaker.SageMakerException"


def test_a_run_job_task_outlives_a_plane_that_is_started_again(aws: LocalAws, plane: RecordedPlane) -> None:
    describing(plane, "InProgress")
    job_role = aws.role(trusts="sagemaker.amazonaws.com")
    machine = aws.machine(train(job_role), aws.role(JOBS, allow("iam:PassRole", job_role), trusts="states.amazonaws.com"))
    before = len(plane.requests("DescribeTrainingJob"))
    execution = aws.start(machine, {"name": unique("job")})
    until(lambda: len(plane.requests("DescribeTrainingJob")) > before)

    plane.stop()
    answered = len(plane.requests("DescribeTrainingJob"))
    describing(plane, "Completed")
    plane.start_again()

    assert aws.finished(execution)["status"] == "SUCCEEDED"
    assert len(plane.requests("DescribeTrainingJob")) > answered
