"""What outlives the emulator's process: killed without warning, and stopped."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from emulator_process import Emulator
from local_aws import LocalAws, unique, until
from recorded_plane import RecordedPlane


@dataclass(frozen=True)
class Survivor:
    """An emulator that was killed and started again, and what had been asked of it before."""

    emulator: Emulator
    events: str
    waiting_execution: str
    beginning_execution: str
    scheduled_machine: str
    finished_execution: str


@pytest.fixture(scope="module")
def survivor(plane: RecordedPlane, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survivor]:
    emulator = Emulator(plane.url, tmp_path_factory.mktemp("survivor"))
    emulator.start()
    aws = emulator.aws
    events = status_events(aws)
    role = aws.role(trusts="states.amazonaws.com")
    waiting = {"Type": "Wait", "Seconds": 60, "End": True}
    execution = aws.start(aws.machine({"Begin": {"Type": "Pass", "Next": "Wait"}, "Wait": waiting}, role))
    beginning = aws.start(aws.machine({"First": {**waiting, "Seconds": 3}}, role))
    machine = aws.machine({"Done": {"Type": "Succeed"}}, role)
    schedule_in_the_past(aws, machine)
    until(lambda: executions(aws, machine))
    finished = aws.start(aws.machine({"Done": {"Type": "Succeed"}}, role))
    aws.finished(finished)
    # A save knows the execution, the stream and the metric already when they get more.
    until(lambda: is_saved(emulator, finished, "ExecutionSucceeded"))
    aws.client("logs").create_log_group(logGroupName="/kept")
    aws.client("logs").create_log_stream(logGroupName="/kept", logStreamName="stream")
    for number in (1, 2):
        note(aws, number)
        until(lambda number=number: f"event {number}" in emulator.saved("cloudwatch_logs"))
    aws.client("ssm").put_parameter(Name="/kept", Value="yes", Type="String")
    until(lambda: "/kept" in emulator.saved("ssm") and is_saved(emulator, execution, "PassStateExited") and is_saved(emulator, beginning, "WaitStateEntered"))
    until(lambda: '"_LastFiredEpochSeconds"' in emulator.saved("scheduler"))
    emulator.kill()
    emulator.start()
    yield Survivor(emulator, events, execution, beginning, machine, finished)
    emulator.stop()


def test_what_was_answered_for_survives_a_kill(survivor: Survivor) -> None:
    parameter = survivor.emulator.aws.client("ssm").get_parameter(Name="/kept")
    assert parameter["Parameter"]["Value"] == "yes"


def test_executions_logs_and_metrics_survive_as_of_their_last_change(survivor: Survivor) -> None:
    aws = survivor.emulator.aws
    history = aws.client("stepfunctions").get_execution_history(executionArn=survivor.finished_execution)["events"]
    assert [event["type"] for event in history][-1] == "ExecutionSucceeded"
    events = aws.client("logs").get_log_events(logGroupName="/kept", logStreamName="stream")["events"]
    assert [event["message"] for event in events] == ["event 1", "event 2"]
    now = datetime.now(UTC)
    points = aws.client("cloudwatch").get_metric_statistics(
        Namespace="Kept", MetricName="events", StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=1),
        Period=7200, Statistics=["Sum", "SampleCount"],
    )["Datapoints"]
    assert (sum(point["Sum"] for point in points), sum(point["SampleCount"] for point in points)) == (3, 2)


def test_a_restart_tells_of_the_executions_that_it_ended(survivor: Survivor) -> None:
    seen: list[dict] = []

    def told() -> list[dict]:
        seen.extend(message["detail"] for message in survivor.emulator.aws.received(survivor.events, 0.2))
        return [detail for detail in seen if detail["status"] == "FAILED"]

    detail = until(told)[0]
    assert (detail["executionArn"], detail["error"]) == (survivor.waiting_execution, "States.ServiceRestart")


def test_an_execution_in_its_first_state_begins_again(survivor: Survivor) -> None:
    aws = survivor.emulator.aws
    assert aws.finished(survivor.beginning_execution)["status"] == "SUCCEEDED"
    history = aws.client("stepfunctions").get_execution_history(executionArn=survivor.beginning_execution)["events"]
    assert [event["type"] for event in history] == ["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded"]


def test_a_moment_that_has_fired_does_not_fire_again(survivor: Survivor) -> None:
    # Two sweeps of the scheduler.
    time.sleep(2.2)
    assert len(executions(survivor.emulator.aws, survivor.scheduled_machine)) == 1


def test_a_clean_stop_saves_the_last_change_and_the_end_of_its_parent_is_one(survivor: Survivor) -> None:
    survivor.emulator.aws.client("sqs").create_queue(QueueName="last")
    survivor.emulator.end_parent()
    survivor.emulator.start()
    assert survivor.emulator.aws.client("sqs").get_queue_url(QueueName="last")["QueueUrl"].endswith("/last")


def is_saved(emulator: Emulator, execution: str, event: str) -> bool:
    """Whether the last save has the execution with such an event."""
    text = emulator.saved("stepfunctions")
    found = text.find(f'"executionArn": "{execution}"')
    return found >= 0 and f'"type": "{event}"' in text[found : text.find('"executionArn"', found + 20)]


def status_events(aws: LocalAws) -> str:
    url, arn = aws.queue()
    statement = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
    aws.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [statement]})})
    events = aws.client("events")
    events.put_rule(Name="status", EventPattern=json.dumps({"detail-type": ["Step Functions Execution Status Change"]}))
    events.put_targets(Rule="status", Targets=[{"Id": "1", "Arn": arn}])
    return url


def schedule_in_the_past(aws: LocalAws, machine: str) -> None:
    right = {"Effect": "Allow", "Action": "states:StartExecution", "Resource": machine}
    aws.client("scheduler").create_schedule(
        Name=unique("schedule"),
        ScheduleExpression="at(2026-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": machine, "RoleArn": aws.role(right, trusts="scheduler.amazonaws.com")},
    )


def executions(aws: LocalAws, machine: str) -> list[dict]:
    return list(aws.client("stepfunctions").list_executions(stateMachineArn=machine)["executions"])


def note(aws: LocalAws, number: int) -> None:
    """An event in a log, and as much in a metric."""
    event = {"timestamp": int(time.time() * 1000), "message": f"event {number}"}
    aws.client("cloudwatch").put_metric_data(Namespace="Kept", MetricData=[{"MetricName": "events", "Value": number}])
    aws.client("logs").put_log_events(logGroupName="/kept", logStreamName="stream", logEvents=[event])
