"""Functions that fail, die or hang: what their callers are told, and how often they are called."""

import json

import pytest
from local_aws import ACCOUNT, LocalAws, allow, refusal, unique, until
from test_deliveries import a_rule, put_event
from test_step_functions import invoke

DIES = "exports.handler = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); };"
EXITS = "exports.handler = async () => process.exit(3);"
ENDS_AT_ITS_START = "process.exit(4); exports.handler = async () => 1;"
HANGS = "exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 30_000));"


def limited(aws: LocalAws, function: str, seconds: int) -> str:
    aws.client("lambda").update_function_configuration(FunctionName=function, Timeout=seconds)
    return function


# Lambda's "Troubleshoot invocation issues": Runtime.ExitError and Sandbox.Timedout in the payload, FunctionError Unhandled.
class TestDeadFunction:
    @pytest.mark.parametrize(
        ("code", "error_type", "message"),
        [
            (DIES, "Runtime.ExitError", "Runtime exited with error: signal: killed"),
            (EXITS, "Runtime.ExitError", "Runtime exited with error: exit status 3"),
            (ENDS_AT_ITS_START, "Runtime.ExitError", "Runtime exited with error: exit status 4"),
            (HANGS, "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
        ],
    )
    def test_its_caller_is_told_how_it_ended(self, aws: LocalAws, code: str, error_type: str, message: str) -> None:
        answer = aws.client("lambda").invoke(FunctionName=limited(aws, aws.function(code), 1))
        payload = json.loads(answer["Payload"].read())
        assert (answer["FunctionError"], payload["errorType"]) == ("Unhandled", error_type)
        assert message in payload["errorMessage"]

    @pytest.mark.parametrize(("code", "error"), [(DIES, "Runtime.ExitError"), (HANGS, "Sandbox.Timedout")])
    def test_a_task_fails_with_its_error(self, aws: LocalAws, code: str, error: str) -> None:
        function = limited(aws, aws.function(code), 1)
        assert aws.run(invoke(function), allow("lambda:InvokeFunction"))["error"] == error

    def test_the_next_call_gets_a_new_process(self, aws: LocalAws) -> None:
        function = aws.function("exports.handler = async (event) => event.die ? process.exit(1) : 'alive';")
        client = aws.client("lambda")
        client.invoke(FunctionName=function, Payload=json.dumps({"die": True}))
        assert json.loads(client.invoke(FunctionName=function, Payload="{}")["Payload"].read()) == "alive"


class TestAsynchronousCalls:
    def test_a_rule_invokes_a_function_that_fails_twice_more(self, aws: LocalAws) -> None:
        source, (url, _) = unique("source"), aws.queue()
        function = aws.function(counting(url, "throw new Error('again');"), aws.role(allow("sqs:SendMessage"), trusts="lambda.amazonaws.com"))
        rule = a_rule(aws, source, {"Arn": function})
        aws.client("lambda").add_permission(FunctionName=function, StatementId="s", Action="lambda:InvokeFunction", Principal="events.amazonaws.com", SourceArn=rule)
        put_event(aws, source)
        until(lambda: waiting(aws, url) == 3)


def counting(queue_url: str, then: str) -> str:
    """A function that says in the queue that it was called, then does `then`."""
    return f"""const {{ SQSClient, SendMessageCommand }} = require('@aws-sdk/client-sqs');
exports.handler = async (event) => {{
  await new SQSClient({{}}).send(new SendMessageCommand({{ QueueUrl: '{queue_url}', MessageBody: '"called"' }}));
  {then}
}};"""


class TestBatches:
    def a_mapping(self, aws: LocalAws, reply: str) -> tuple[str, str]:
        """A queue with one delivery, its dead-letter queue, and a function behind it that replies so. Returns both URLs."""
        (url, arn), (dead_url, dead_arn) = aws.queue(), aws.queue()
        redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1})
        aws.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "1"})
        function = aws.function(f"exports.handler = async (event) => ({reply});")
        aws.client("lambda").create_event_source_mapping(
            EventSourceArn=arn, FunctionName=function, FunctionResponseTypes=["ReportBatchItemFailures"]
        )
        return url, dead_url

    @pytest.mark.parametrize("reply", ["'nonsense'", "{ batchItemFailures: [{}] }", "{ batchItemFailures: [{ itemIdentifier: 'another' }] }"])
    def test_a_malformed_reply_fails_the_whole_batch(self, aws: LocalAws, reply: str) -> None:
        url, dead_url = self.a_mapping(aws, reply)
        aws.client("sqs").send_message(QueueUrl=url, MessageBody='"kept"')
        assert aws.received(dead_url, wait_seconds=8) == ["kept"]

    @pytest.mark.parametrize("reply", ["null", "{}", "{ batchItemFailures: null }", "{ batchItemFailures: [] }"])
    def test_a_reply_without_failures_takes_the_whole_batch(self, aws: LocalAws, reply: str) -> None:
        url, dead_url = self.a_mapping(aws, reply)
        aws.client("sqs").send_message(QueueUrl=url, MessageBody='"done"')
        until(lambda: waiting(aws, url) == 0)
        assert aws.received(dead_url, wait_seconds=0.3) == []


class TestRedrive:
    def test_messages_go_back_to_where_they_came_from_as_new_ones(self, aws: LocalAws) -> None:
        sqs, (url, arn), (dead_url, dead_arn) = aws.client("sqs"), aws.queue(), aws.queue()
        redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "0"})
        sqs.send_message(QueueUrl=url, MessageBody='"poison"')
        assert aws.received(url) == ["poison"]
        assert aws.received(url, wait_seconds=0.2) == []

        sqs.start_message_move_task(SourceArn=dead_arn)

        moved = sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"][0]
        assert (moved["Body"], moved["Attributes"]["ApproximateReceiveCount"]) == ('"poison"', "1")
        task = sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"][0]
        assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1)
        assert waiting(aws, dead_url) == 0

    def test_only_a_dead_letter_queue_can_be_redriven(self, aws: LocalAws) -> None:
        sqs, (_, arn) = aws.client("sqs"), aws.queue()
        assert refusal(lambda: sqs.start_message_move_task(SourceArn=arn)) == "InvalidParameterValue"
        gone = f"arn:aws:sqs:us-east-1:{ACCOUNT}:gone"
        assert refusal(lambda: sqs.start_message_move_task(SourceArn=gone)) == "ResourceNotFoundException"


def waiting(aws: LocalAws, url: str) -> int:
    """The messages of a queue, whether anybody has received them or not."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counts = aws.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(counts[name]) for name in names)
