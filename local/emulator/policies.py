"""Whether a resource's own policy lets an AWS service in."""

PATCHES = (
    "ministack.services.lambda_svc:function_policy_for_arn",
    "ministack.core.iam_evaluator:evaluate_resource_policy",
)


def function_allows(function_arn: str, service: str, source_arn: str) -> bool:
    """Whether the function's policy lets `service` (`sns.amazonaws.com`) invoke it on behalf of `source_arn`."""
    from ministack.services import lambda_svc

    unqualified = ":".join(function_arn.split(":")[:7])
    found = lambda_svc.function_policy_for_arn(unqualified)
    return found is not None and _allows(found[0], "lambda:InvokeFunction", function_arn, service, source_arn)


def topic_allows(topic_arn: str, service: str, source_arn: str) -> bool:
    """Whether the topic's policy lets `service` publish on behalf of `source_arn`."""
    from ministack.services import sns

    found = sns.topic_policy_for_arn(topic_arn)
    return found is not None and _allows(found[0], "sns:Publish", topic_arn, service, source_arn)


def _allows(policy: object, action: str, resource: str, service: str, source_arn: str) -> bool:
    from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
    from ministack.core.responses import get_account_id, get_region

    context = EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": get_account_id()},
    )
    return evaluate_resource_policy(policy, context, service=service).decision == "Allow"
