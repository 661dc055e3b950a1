"""What was under way between services when the emulator was killed comes to its end after the next start."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from emulator_process import Emulator
from local_aws import LocalAws, allow, unique, until
from recorded_plane import RecordedPlane
from test_deliveries import a_rule, allow_service, put_event
from test_functions import waiting
from test_restart import executions


@dataclass(frozen=True)
class Killed:
    """An emulator that was killed while much was under way, and started again."""

    aws: LocalAws
    bucket: str
    versions: list[str]
    uploads: str
    in_flight: str
    called: str
    machine: str


@pytest.fixture(scope="module")
def killed(plane: RecordedPlane, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    # Long enough for the last things to happen after a save and before the kill.
    emulator = Emulator(plane.url, tmp_path_factory.mktemp("killed"), save_every_seconds=2)
    emulator.start()
    aws = emulator.aws
    bucket, uploads = a_watched_bucket(aws)
    in_flight = a_received_message(aws)
    called = a_call_that_does_not_end(aws)
    machine = a_scheduled_machine(aws)
    names = {"s3": bucket, "sqs": in_flight.rsplit("/", 1)[1], "scheduler": machine, "async-calls": "under way"}
    for service, name in names.items():
        until(lambda service=service, name=name: name in emulator.saved(service))
    s3 = aws.client("s3")
    versions = [s3.put_object(Bucket=bucket, Key="a.csv", Body=body)["VersionId"] for body in (b"1", b"2")]
    s3.create_bucket(Bucket="made-too-late")
    s3.put_object(Bucket="made-too-late", Key="a.csv", Body=b"1")
    emulator.kill()
    # As if the last minute had passed while nothing ran.
    emulator.change_saved("scheduler", lambda text: re.sub(r'"(CreationDate|_LastFiredEpochSeconds)": [\d.]+', r'"\1": 0', text))
    emulator.start()
    yield Killed(aws, bucket, versions, uploads, in_flight, called, machine)
    emulator.stop()


def test_each_version_of_an_object_has_its_own_bytes(killed: Killed) -> None:
    s3 = killed.aws.client("s3")
    bodies = [s3.get_object(Bucket=killed.bucket, Key="a.csv", VersionId=version)["Body"].read() for version in killed.versions]
    assert bodies == [b"1", b"2"]
    assert s3.get_object(Bucket=killed.bucket, Key="a.csv")["Body"].read() == b"2"


def test_objects_of_after_the_last_save_are_told_of_again_in_their_order(killed: Killed) -> None:
    seen: list[dict] = []

    def told() -> bool:
        seen.extend(event["detail"]["object"] for event in killed.aws.received(killed.uploads, 0.2))
        return {each["version-id"] for each in seen} >= set(killed.versions)

    until(told)
    sequence = {each["version-id"]: each["sequencer"] for each in seen}
    assert sequence[killed.versions[0]] < sequence[killed.versions[1]]


def test_a_bucket_that_no_save_knew_is_free_to_be_made_again(killed: Killed) -> None:
    s3 = killed.aws.client("s3")
    assert "made-too-late" not in [each["Name"] for each in s3.list_buckets()["Buckets"]]
    s3.create_bucket(Bucket="made-too-late")
    assert s3.list_objects_v2(Bucket="made-too-late")["KeyCount"] == 0


def test_a_message_that_somebody_had_received_comes_again_after_its_timeout(killed: Killed) -> None:
    assert killed.aws.received(killed.in_flight, wait_seconds=8) == ["in flight"]


def test_a_function_that_was_being_called_is_called_again(killed: Killed) -> None:
    until(lambda: waiting(killed.aws, killed.called) == 2)


def test_a_rate_that_was_due_meanwhile_fires_once_at_the_start(killed: Killed) -> None:
    until(lambda: len(executions(killed.aws, killed.machine)) == 1)


def a_watched_bucket(aws: LocalAws) -> tuple[str, str]:
    """A versioned bucket, and the queue that its events come to."""
    s3, bucket, (url, arn) = aws.client("s3"), unique("bucket"), aws.queue()
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    allow_service(aws, url, arn, "events.amazonaws.com")
    a_rule(aws, "aws.s3", {"Arn": arn})
    return bucket, url


def a_received_message(aws: LocalAws) -> str:
    url, _ = aws.queue()
    sqs = aws.client("sqs")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "3"})
    sqs.send_message(QueueUrl=url, MessageBody='"in flight"')
    assert aws.received(url) == ["in flight"]
    return url


def a_call_that_does_not_end(aws: LocalAws) -> str:
    """The queue in which a function says that it was called, before it hangs."""
    source, (url, _) = unique("source"), aws.queue()
    code = f"""const {{ SQSClient, SendMessageCommand }} = require('@aws-sdk/client-sqs');
exports.handler = async (event) => {{
  await new SQSClient({{}}).send(new SendMessageCommand({{ QueueUrl: '{url}', MessageBody: JSON.stringify(event.detail) }}));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}};"""
    function = aws.function(code, aws.role(allow("sqs:SendMessage"), trusts="lambda.amazonaws.com"))
    aws.client("lambda").update_function_configuration(FunctionName=function, Timeout=60)
    rule = a_rule(aws, source, {"Arn": function, "Input": json.dumps({"detail": "under way"})})
    aws.client("lambda").add_permission(FunctionName=function, StatementId="s", Action="lambda:InvokeFunction", Principal="events.amazonaws.com", SourceArn=rule)
    put_event(aws, source)
    until(lambda: waiting(aws, url) == 1)
    return url


def a_scheduled_machine(aws: LocalAws) -> str:
    machine = aws.machine({"Done": {"Type": "Succeed"}}, aws.role(trusts="states.amazonaws.com"))
    role = aws.role(allow("states:StartExecution", machine), trusts="scheduler.amazonaws.com")
    aws.client("scheduler").create_schedule(
        Name=unique("schedule"),
        ScheduleExpression="rate(1 minute)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": machine, "RoleArn": role, "Input": "{}"},
    )
    return machine
