"""AWS as the tests use it: clients of the root or of a role, and the small things that many tests need."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT, REGION = "000000000000", "us-east-1"
_numbers = count(1)


@dataclass(frozen=True)
class Credentials:
    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


class LocalAws:
    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.root = Credentials("AKIAROOTOFTHETESTSAA", "the-secret-of-the-root-of-the-tests-0001")

    def client(self, service: str, credentials: Credentials | None = None) -> Any:
        used = credentials or self.root
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=used.access_key_id,
            aws_secret_access_key=used.secret_access_key,
            aws_session_token=used.session_token,
            config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}, parameter_validation=False),
        )

    def role(self, *statements: dict, trusts: str | None = None) -> str:
        """Creates a role with these statements, assumed by a service or (without one) by the root; returns its ARN."""
        iam, name = self.client("iam"), unique("role")
        principal = {"Service": trusts} if trusts else {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        trust = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        if statements:
            policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
            iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=policy)
        return arn

    def as_role(self, *statements: dict) -> Credentials:
        """The credentials of somebody who has assumed a new role with these statements."""
        answer = self.client("sts").assume_role(RoleArn=self.role(*statements), RoleSessionName="tests")
        given = answer["Credentials"]
        return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def function(self, code: str, role: str | None = None) -> str:
        """Creates a Node.js function from the text of its CommonJS module; returns its ARN."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("index.js", code)
        return self.client("lambda").create_function(
            FunctionName=unique("function"),
            Runtime="nodejs24.x",
            Handler="index.handler",
            Role=role or self.role(trusts="lambda.amazonaws.com"),
            Code={"ZipFile": archive.getvalue()},
        )["FunctionArn"]

    def image_function(self, image: str, command: list[str], variables: dict[str, str]) -> str:
        """Creates a function of an image, which has a second for its answer; returns its ARN."""
        return self.client("lambda").create_function(
            FunctionName=unique("function"),
            PackageType="Image",
            Code={"ImageUri": image},
            ImageConfig={"Command": command},
            Environment={"Variables": variables},
            Role=self.role(trusts="lambda.amazonaws.com"),
            Timeout=1,
        )["FunctionArn"]

    def machine(self, states: dict, role: str, **definition: Any) -> str:
        """Creates a state machine that starts at the first of `states`; returns its ARN."""
        text = json.dumps({"StartAt": next(iter(states)), "States": states, **definition})
        answer = self.client("stepfunctions").create_state_machine(name=unique("machine"), definition=text, roleArn=role)
        return answer["stateMachineArn"]

    def start(self, machine: str, execution_input: Any = None, **named: Any) -> str:
        answer = self.client("stepfunctions").start_execution(
            stateMachineArn=machine, input=json.dumps(execution_input or {}), **named
        )
        return answer["executionArn"]

    def finished(self, execution: str) -> dict:
        """Waits until the execution has ended; returns its description."""
        states = self.client("stepfunctions")
        return until(lambda: ended(states.describe_execution(executionArn=execution)))

    def run(self, states: dict, *statements: dict, execution_input: Any = None) -> dict:
        """Runs these states with a role of these statements to their end."""
        role = self.role(*statements, trusts="states.amazonaws.com")
        return self.finished(self.start(self.machine(states, role), execution_input))

    def queue(self) -> tuple[str, str]:
        """A new queue's URL and ARN."""
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName=unique("queue"))["QueueUrl"]
        return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def received(self, queue_url: str, wait_seconds: float = 5) -> list[Any]:
        """The bodies of the messages that arrive first, parsed; empty when none does in time."""
        sqs, deadline = self.client("sqs"), time.monotonic() + wait_seconds
        while time.monotonic() < deadline:
            messages = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages", [])
            if messages:
                return [json.loads(message["Body"]) for message in messages]
            time.sleep(0.05)
        return []


def unique(kind: str) -> str:
    return f"{kind}-{next(_numbers)}"


def allow(action: str | list[str], resource: str | list[str] = "*", **condition: Any) -> dict:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def ended(description: dict) -> dict | None:
    return description if description["status"] != "RUNNING" else None


def until(probe: Callable[[], Any], limit_seconds: float = 10) -> Any:
    """The first true result of `probe`."""
    deadline = time.monotonic() + limit_seconds
    while time.monotonic() < deadline:
        result = probe()
        if result:
            return result
        time.sleep(0.03)
    raise AssertionError("did not happen in time")


def refusal(call: Callable[[], Any]) -> str:
    """The error code that `call` is refused with; fails when it is not."""
    return refused(call)["Code"]


def refused(call: Callable[[], Any]) -> dict[str, str]:
    """The error (`Code`, `Message`) that `call` is refused with; fails when it is not."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]
    raise AssertionError("was allowed")
