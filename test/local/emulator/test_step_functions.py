import json

import pytest
from local_aws import LocalAws, allow, ended, refusal, unique, until

LAMBDA = "arn:aws:states:::lambda:invoke"


def wait(seconds: int) -> dict:
    return {"Wait": {"Type": "Wait", "Seconds": seconds, "End": True}}


def invoke(function: str, resource: str = LAMBDA, payload: dict | None = None, **more: object) -> dict:
    parameters = {"FunctionName": function, "Payload": payload or {}}
    return {"Invoke": {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True, **more}}


# StartExecution: "is idempotent for STANDARD workflows" while the name's execution is open with the same input.
class TestStartExecution:
    def test_the_same_name_and_input_while_it_runs_succeeds_again(self, aws: LocalAws) -> None:
        machine = aws.machine(wait(30), aws.role(trusts="states.amazonaws.com"))
        first = aws.start(machine, {"a": 1}, name="once")
        assert aws.start(machine, {"a": 1}, name="once") == first

    def test_another_input_is_refused(self, aws: LocalAws) -> None:
        machine = aws.machine(wait(30), aws.role(trusts="states.amazonaws.com"))
        aws.start(machine, {"a": 1}, name="once")
        assert refusal(lambda: aws.start(machine, {"a": 2}, name="once")) == "ExecutionAlreadyExists"

    def test_the_name_of_an_ended_execution_is_refused(self, aws: LocalAws) -> None:
        machine = aws.machine({"Done": {"Type": "Succeed"}}, aws.role(trusts="states.amazonaws.com"))
        aws.finished(aws.start(machine, name="once"))
        assert refusal(lambda: aws.start(machine, name="once")) == "ExecutionAlreadyExists"

    def test_the_first_state_starts_at_once(self, aws: LocalAws) -> None:
        machine = aws.machine({"Done": {"Type": "Succeed"}}, aws.role(trusts="states.amazonaws.com"))
        description = aws.finished(aws.start(machine))
        assert (description["stopDate"] - description["startDate"]).total_seconds() < 0.1


class TestEndOfAnExecution:
    def test_an_aborted_execution_stays_aborted_when_its_task_fails_later(self, aws: LocalAws) -> None:
        function = aws.function("exports.handler = async () => { await new Promise(r => setTimeout(r, 400)); throw new Error('late'); };")
        role = aws.role(allow("lambda:InvokeFunction"), trusts="states.amazonaws.com")
        states = aws.client("stepfunctions")
        execution = aws.start(aws.machine(invoke(function), role))
        states.stop_execution(executionArn=execution)
        until(lambda: any(e["type"] == "TaskFailed" for e in states.get_execution_history(executionArn=execution)["events"]))
        assert states.describe_execution(executionArn=execution)["status"] == "ABORTED"

    def test_a_machines_timeout_ends_its_execution_as_timed_out(self, aws: LocalAws) -> None:
        machine = aws.machine(wait(30), aws.role(trusts="states.amazonaws.com"), TimeoutSeconds=1)
        description = aws.finished(aws.start(machine))
        assert (description["status"], description["error"]) == ("TIMED_OUT", "States.Timeout")


class TestTaskRole:
    def test_a_function_needs_the_machines_right(self, aws: LocalAws) -> None:
        function = aws.function("exports.handler = async () => 'yes';")
        assert json.loads(aws.run(invoke(function), allow("lambda:InvokeFunction", function))["output"])["Payload"] == "yes"
        denied = aws.run(invoke(function))
        assert denied["error"] == "Lambda.AWSLambdaException"
        assert f"is not authorized to perform: lambda:InvokeFunction on resource: {function}" in denied["cause"]

    def test_a_table_needs_the_machines_right_on_its_leading_keys(self, aws: LocalAws) -> None:
        table = a_table(aws)
        parameters = {"TableName": table, "Item": {"workload": {"S": "reviews"}}}
        states = {"Put": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Parameters": parameters, "End": True}}
        mine = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["reviews"]}}
        others = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["other"]}}
        assert aws.run(states, allow("dynamodb:PutItem", **mine))["status"] == "SUCCEEDED"
        assert aws.run(states, allow("dynamodb:PutItem", **others))["error"] == "DynamoDB.AmazonDynamoDBException"

    @pytest.mark.parametrize(
        ("resource", "parameters", "error"),
        [
            ("sns:publish", {"TopicArn": "arn:aws:sns:us-east-1:000000000000:t", "Message": "m"}, "SNS.AuthorizationErrorException"),
            ("sqs:sendMessage", {"QueueUrl": "http://h/000000000000/q", "MessageBody": "m"}, "SQS.AmazonSQSException"),
            ("events:putEvents", {"Entries": [{"Detail": {}, "DetailType": "d", "Source": "s"}]}, "EventBridge.EventBridgeException"),
            ("states:startExecution", {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:m"}, "StepFunctions.AWSStepFunctionsException"),
            ("aws-sdk:ssm:getParameter", {"Name": "/p"}, "Ssm.SsmException"),
            ("aws-sdk:s3:listObjectsV2", {"Bucket": "b"}, "S3.S3Exception"),
        ],
    )
    def test_an_integration_without_the_right_is_denied(self, aws: LocalAws, resource: str, parameters: dict, error: str) -> None:
        states = {"Do": {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, "End": True}}
        assert aws.run(states)["error"] == error


class TestFunctionErrors:
    def test_a_catch_sees_the_errors_name(self, aws: LocalAws) -> None:
        code = "exports.handler = async () => { const e = new Error('held'); e.name = 'LEASE_HELD'; throw e; };"
        failed = aws.run(invoke(aws.function(code)), allow("lambda:InvokeFunction"))
        cause = json.loads(failed["cause"])
        assert (failed["error"], cause["errorType"], cause["errorMessage"]) == ("LEASE_HELD", "LEASE_HELD", "held")
        assert cause["trace"][0] == "LEASE_HELD: held" or "held" in cause["trace"][0]

    def test_an_error_without_a_name_of_its_own_is_error(self, aws: LocalAws) -> None:
        failed = aws.run(invoke(aws.function("exports.handler = async () => { throw new Error('x'); };")), allow("lambda:InvokeFunction"))
        assert failed["error"] == "Error"


class TestTaskToken:
    WAITING = f"{LAMBDA}.waitForTaskToken"

    def test_a_function_that_fails_fails_the_task(self, aws: LocalAws) -> None:
        function = aws.function("exports.handler = async () => { throw new TypeError('broken'); };")
        failed = aws.run(invoke(function, self.WAITING, {"token.$": "$$.Task.Token"}), allow("lambda:InvokeFunction"))
        assert failed["error"] == "TypeError"

    def test_a_tokens_limit_comes_from_the_input(self, aws: LocalAws) -> None:
        function = aws.function("exports.handler = async () => 'kept';")
        states = invoke(function, self.WAITING, {"token.$": "$$.Task.Token"}, TimeoutSecondsPath="$.limit")
        assert aws.run(states, allow("lambda:InvokeFunction"), execution_input={"limit": 1})["error"] == "States.Timeout"

    def test_only_who_may_answer_for_the_machine_answers(self, aws: LocalAws) -> None:
        function = aws.function("exports.handler = async (event) => { console.log(event.token); };")
        role = aws.role(allow("lambda:InvokeFunction"), trusts="states.amazonaws.com")
        machine = aws.machine(invoke(function, self.WAITING, {"token.$": "$$.Task.Token"}), role)
        execution = aws.start(machine)
        token = until(lambda: logged_token(aws, function))
        answer = {"taskToken": token, "output": '"approved"'}
        stranger = aws.client("stepfunctions", aws.as_role(allow("states:SendTaskSuccess", f"{machine}-other")))
        assert refusal(lambda: stranger.send_task_success(**answer)) == "AccessDeniedException"
        aws.client("stepfunctions", aws.as_role(allow("states:SendTaskSuccess", machine))).send_task_success(**answer)
        assert aws.finished(execution)["output"] == '"approved"'


class TestNestedExecution:
    def nested(self, machine: str, **more: object) -> dict:
        parameters = {"StateMachineArn": machine, "Name": unique("child"), "Input": {"a": 1}}
        resource = "arn:aws:states:::states:startExecution.sync:2"
        return {"Run": {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True, **more}}

    def test_the_childs_output_comes_back_parsed(self, aws: LocalAws) -> None:
        child = aws.machine({"Pass": {"Type": "Pass", "End": True}}, aws.role(trusts="states.amazonaws.com"))
        output = json.loads(aws.run(self.nested(child), allow("states:StartExecution"))["output"])
        assert (output["Status"], output["Output"]) == ("SUCCEEDED", {"a": 1})

    def test_a_failed_child_fails_the_task_with_its_description(self, aws: LocalAws) -> None:
        child = aws.machine({"No": {"Type": "Fail", "Error": "ROLLOUT_FAILED", "Cause": "c"}}, aws.role(trusts="states.amazonaws.com"))
        failed = aws.run(self.nested(child), allow("states:StartExecution"))
        assert failed["error"] == "States.TaskFailed"
        assert json.loads(failed["cause"])["Error"] == "ROLLOUT_FAILED"

    def test_stopping_the_parent_stops_the_child(self, aws: LocalAws) -> None:
        child = aws.machine(wait(30), aws.role(trusts="states.amazonaws.com"))
        parent = aws.machine(self.nested(child), aws.role(allow("states:StartExecution"), trusts="states.amazonaws.com"))
        states, execution = aws.client("stepfunctions"), aws.start(parent)
        running = until(lambda: states.list_executions(stateMachineArn=child)["executions"])
        states.stop_execution(executionArn=execution)
        arn = running[0]["executionArn"]
        description = until(lambda: ended(states.describe_execution(executionArn=arn)))
        assert description["status"] == "ABORTED"


def a_table(aws: LocalAws) -> str:
    name = unique("table")
    aws.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "workload", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "workload", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def logged_token(aws: LocalAws, function: str) -> str | None:
    import re

    logs, group = aws.client("logs"), f"/aws/lambda/{function.rsplit(':', 1)[-1]}"
    streams = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    events = logs.filter_log_events(logGroupName=group)["events"] if streams else []
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}(?=\s*$)", "\n".join(e["message"] for e in events if "START" not in e["message"] and "END" not in e["message"] and "REPORT" not in e["message"]))
    return found[0] if found else None
