"""AWS Step Functions does each task with the state machine's role; ministack does it with all rights."""

from typing import Any

from emulator.authorize import allow, authorize_json
from emulator.patching import wrap
from emulator.task import Task, current_task

PATCHES = (
    "ministack.services.stepfunctions:_invoke_resource",
    "ministack.services.stepfunctions:_invoke_with_callback",
    "ministack.services.stepfunctions:_ExecutionError",
    "ministack.services.stepfunctions:_extract_lambda_ref",
)

_DYNAMODB = "DynamoDB_20120810"


def apply() -> None:
    def asking(original: Any) -> Any:
        def invoke(resource: str, task_input: Any, *rest: Any) -> Any:
            _check(resource, task_input)
            return original(resource, task_input, *rest)

        return invoke

    wrap(PATCHES[0], asking)
    wrap(PATCHES[1], asking)


def _check(resource: str, task_input: Any) -> None:
    from ministack.services import stepfunctions

    task = current_task()
    if task is None or ":activity:" in resource:
        return
    denied = _denied(task, resource.split(".")[0], task_input if isinstance(task_input, dict) else {})
    if denied is not None:
        error, message = denied
        raise stepfunctions._ExecutionError(error, f"{message} (Status Code: 403; Error Code: AccessDeniedException)")


def _denied(task: Task, integration: str, parameters: dict) -> tuple[str, str] | None:
    """The error name that a Catch sees and AWS's sentence, or None when the role may do it."""
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import stepfunctions

    scope = f"{get_region()}:{get_account_id()}"
    service, _, action = integration.removeprefix("arn:aws:states:::").partition(":")

    def of(error: str, kind: str, right: str, arn: str) -> tuple[str, str] | None:
        message = allow(task.session, kind, right, arn)
        return None if message is None else (error, message)

    function = parameters.get("FunctionName", "") if service == "lambda" else stepfunctions._extract_lambda_ref(integration)
    if function:
        arn = function if function.startswith("arn:") else f"arn:aws:lambda:{scope}:function:{function}"
        return of("Lambda.AWSLambdaException", "lambda", "lambda:InvokeFunction", arn)
    match service:
        case "sns":
            return of("SNS.AuthorizationErrorException", "sns", "sns:Publish", parameters.get("TopicArn", "*"))
        case "sqs":
            queue = f"arn:aws:sqs:{scope}:{parameters.get('QueueUrl', '').rsplit('/', 1)[-1]}"
            return of("SQS.AmazonSQSException", "sqs", "sqs:SendMessage", queue)
        case "states":
            machine = parameters.get("StateMachineArn", "*")
            return of("StepFunctions.AWSStepFunctionsException", "states", "states:StartExecution", machine)
        case "events":
            return _denied_buses(task, parameters, scope)
        case "dynamodb":
            target = f"{_DYNAMODB}.{action[0].upper()}{action[1:]}"
            message = authorize_json(task.session, "dynamodb", target, parameters)
            return None if message is None else ("DynamoDB.AmazonDynamoDBException", message)
    # `aws-sdk:*` and SageMaker tasks are decided where their request is made.
    return None


def _denied_buses(task: Task, parameters: dict, scope: str) -> tuple[str, str] | None:
    for entry in parameters.get("Entries", []):
        bus = entry.get("EventBusName") or "default"
        arn = bus if bus.startswith("arn:") else f"arn:aws:events:{scope}:event-bus/{bus}"
        message = allow(task.session, "events", "events:PutEvents", arn)
        if message is not None:
            return "EventBridge.EventBridgeException", message
    return None
