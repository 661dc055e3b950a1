"""What AWS services deliver to each other, and only with the permission for it."""

import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

from local_aws import ACCOUNT, LocalAws, allow, unique, until


def allow_service(aws: LocalAws, queue_url: str, queue_arn: str, service: str) -> None:
    """Lets the service send to the queue, over TLS only, as `enforceSSL` of the CDK says it."""
    send = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sqs:SendMessage", "Resource": queue_arn}
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    only_tls = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": queue_arn, "Condition": plain}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [send, only_tls]})
    aws.client("sqs").set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": policy})


def a_rule(aws: LocalAws, source: str, target: dict) -> str:
    events, name = aws.client("events"), unique("rule")
    arn = events.put_rule(Name=name, EventPattern=json.dumps({"source": [source]}))["RuleArn"]
    events.put_targets(Rule=name, Targets=[{"Id": "1", **target}])
    return arn


def put_event(aws: LocalAws, source: str) -> None:
    aws.client("events").put_events(Entries=[{"Source": source, "DetailType": "d", "Detail": "{}"}])


def sent_by_function(aws: LocalAws, queue_url: str) -> str:
    """A function that sends what it gets to the queue."""
    code = f"""const {{ SQSClient, SendMessageCommand }} = require('@aws-sdk/client-sqs');
exports.handler = async (event) => new SQSClient({{}}).send(new SendMessageCommand({{ QueueUrl: '{queue_url}', MessageBody: JSON.stringify(event) }}));"""
    return aws.function(code, aws.role(allow("sqs:SendMessage"), trusts="lambda.amazonaws.com"))


class TestRules:
    def test_a_queue_gets_events_only_when_its_policy_says_so(self, aws: LocalAws) -> None:
        source, (url, arn) = unique("source"), aws.queue()
        a_rule(aws, source, {"Arn": arn})
        put_event(aws, source)
        assert aws.received(url, wait_seconds=0.3) == []
        allow_service(aws, url, arn, "events.amazonaws.com")
        put_event(aws, source)
        assert aws.received(url)[0]["source"] == source

    def test_a_function_is_invoked_only_when_its_policy_says_so(self, aws: LocalAws) -> None:
        source, (url, _) = unique("source"), aws.queue()
        function = sent_by_function(aws, url)
        rule = a_rule(aws, source, {"Arn": function})
        put_event(aws, source)
        assert aws.received(url, wait_seconds=0.5) == []
        aws.client("lambda").add_permission(FunctionName=function, StatementId="s", Action="lambda:InvokeFunction", Principal="events.amazonaws.com", SourceArn=rule)
        put_event(aws, source)
        assert aws.received(url)[0]["source"] == source

    def test_a_state_machine_is_started_with_a_role_that_may(self, aws: LocalAws) -> None:
        machine = aws.machine({"Done": {"Type": "Succeed"}}, aws.role(trusts="states.amazonaws.com"))
        states = aws.client("stepfunctions")
        may = allow("states:StartExecution", machine)
        roles = {
            "has no right": aws.role(trusts="events.amazonaws.com"),
            "trusts another service": aws.role(may, trusts="lambda.amazonaws.com"),
            "may": aws.role(may, trusts="events.amazonaws.com"),
        }
        for name, role in roles.items():
            source = unique("source")
            a_rule(aws, source, {"Arn": machine, "RoleArn": role})
            put_event(aws, source)
            started = len(states.list_executions(stateMachineArn=machine)["executions"])
            assert started == (1 if name == "may" else 0), name


class TestSchedules:
    def schedule(self, aws: LocalAws, target: str, role: str, at: datetime) -> str:
        name = unique("schedule")
        aws.client("scheduler").create_schedule(
            Name=name,
            ScheduleExpression=f"at({at:%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={"Arn": target, "RoleArn": role, "Input": json.dumps({"workload": "reviews"})},
        )
        return name

    def test_a_moment_starts_the_state_machine_with_the_schedules_role_and_input(self, aws: LocalAws) -> None:
        machine = aws.machine({"Pass": {"Type": "Pass", "End": True}}, aws.role(trusts="states.amazonaws.com"))
        without = aws.role(trusts="scheduler.amazonaws.com")
        with_right = aws.role(allow("states:StartExecution", machine), trusts="scheduler.amazonaws.com")
        soon = datetime.now(UTC) + timedelta(seconds=1)
        denied = self.schedule(aws, machine, without, soon)
        self.schedule(aws, machine, with_right, soon)
        states, scheduler = aws.client("stepfunctions"), aws.client("scheduler")
        execution = until(lambda: states.list_executions(stateMachineArn=machine)["executions"])[0]
        assert json.loads(aws.finished(execution["executionArn"])["output"]) == {"workload": "reviews"}
        until(lambda: denied not in [each["Name"] for each in scheduler.list_schedules()["Schedules"]])
        assert len(states.list_executions(stateMachineArn=machine)["executions"]) == 1

    def test_a_queue_gets_it_through_the_schedules_role(self, aws: LocalAws) -> None:
        url, arn = aws.queue()
        allow_service(aws, url, arn, "scheduler.amazonaws.com")
        role = aws.role(allow("sqs:SendMessage", arn), trusts="scheduler.amazonaws.com")
        self.schedule(aws, arn, role, datetime.now(UTC))
        assert aws.received(url) == [{"workload": "reviews"}]


class TestTopics:
    def test_a_function_gets_messages_only_when_its_policy_says_so(self, aws: LocalAws) -> None:
        sns, (url, _) = aws.client("sns"), aws.queue()
        topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
        function = sent_by_function(aws, url)
        sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)
        sns.publish(TopicArn=topic, Message="first")
        assert aws.received(url, wait_seconds=0.5) == []
        aws.client("lambda").add_permission(FunctionName=function, StatementId="s", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com", SourceArn=topic)
        sns.publish(TopicArn=topic, Message="second")
        assert aws.received(url)[0]["Records"][0]["Sns"]["Message"] == "second"


class TestUploads:
    def test_an_object_reaches_a_function_through_a_rule_and_a_queue(self, aws: LocalAws) -> None:
        s3, bucket = aws.client("s3"), unique("bucket")
        (url, arn), (seen, _) = aws.queue(), aws.queue()
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
        allow_service(aws, url, arn, "events.amazonaws.com")
        events, rule = aws.client("events"), unique("rule")
        events.put_rule(Name=rule, EventPattern=json.dumps({"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}))
        events.put_targets(Rule=rule, Targets=[{"Id": "1", "Arn": arn}])
        aws.client("lambda").create_event_source_mapping(EventSourceArn=arn, FunctionName=sent_by_function(aws, seen), BatchSize=10)
        version = s3.put_object(Bucket=bucket, Key="reviews/a.csv", Body=b"text,label\n")["VersionId"]
        record = json.loads(aws.received(seen)[0]["Records"][0]["body"])
        assert (record["detail-type"], record["detail"]["object"]["key"]) == ("Object Created", "reviews/a.csv")
        assert record["detail"]["object"]["version-id"] == version


class TestRestApi:
    def test_a_method_needs_the_functions_permission_the_key_and_a_valid_body(self, aws: LocalAws) -> None:
        code = "exports.handler = async (event) => ({ statusCode: 200, body: event.body });"
        function, gateway = aws.function(code), aws.client("apigateway")
        api = an_api(aws, function)
        key = gateway.create_api_key(name=unique("key"), enabled=True)
        plan = gateway.create_usage_plan(name=unique("plan"), apiStages=[{"apiId": api, "stage": "v1"}])
        gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
        assert post(aws, api, key["value"], {"texts": ["a"]}) == (500, {"message": "Internal server error"})
        source = f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api}/v1/POST/predictions"
        aws.client("lambda").add_permission(FunctionName=function, StatementId="s", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com", SourceArn=source)
        assert post(aws, api, key["value"], {"texts": ["a"]}) == (200, {"texts": ["a"]})
        assert post(aws, api, None, {"texts": ["a"]})[0] == 403
        assert post(aws, api, key["value"], {"text": "a"})[0] == 400

    def test_an_invocation_takes_milliseconds(self, aws: LocalAws) -> None:
        function = aws.function("exports.handler = async () => 1;")
        client = aws.client("lambda")
        client.invoke(FunctionName=function)
        durations = []
        for _ in range(10):
            started = time.perf_counter()
            client.invoke(FunctionName=function)
            durations.append(time.perf_counter() - started)
        # ministack's own wait for a log line alone is 50 ms.
        assert min(durations) < 0.045


def an_api(aws: LocalAws, function: str) -> str:
    """POST /predictions: an API key, a body with `texts`, and the function behind it, deployed as stage v1."""
    gateway = aws.client("apigateway")
    api = gateway.create_rest_api(name=unique("api"))["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    resource = gateway.create_resource(restApiId=api, parentId=root, pathPart="predictions")["id"]
    schema = json.dumps({"type": "object", "required": ["texts"], "properties": {"texts": {"type": "array"}}})
    gateway.create_model(restApiId=api, name="Predictions", contentType="application/json", schema=schema)
    validator = gateway.create_request_validator(restApiId=api, name="body", validateRequestBody=True)["id"]
    method = {"restApiId": api, "resourceId": resource, "httpMethod": "POST"}
    gateway.put_method(**method, authorizationType="NONE", apiKeyRequired=True, requestValidatorId=validator, requestModels={"application/json": "Predictions"})
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"
    gateway.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    gateway.create_deployment(restApiId=api, stageName="v1")
    return str(api)


def post(aws: LocalAws, api: str, key: str | None, body: dict) -> tuple[int, dict]:
    headers = {"content-type": "application/json", **({"x-api-key": key} if key else {})}
    url = f"{aws.endpoint}/restapis/{api}/v1/_user_request_/predictions"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())
