"""AWS CloudFormation gives an API Gateway method its request validator; ministack validates, but drops the reference."""

from typing import Any

PATCHES = (
    "ministack.services.cloudformation.provisioners:_RESOURCE_HANDLERS",
    "ministack.services.apigateway_v1:_update_method",
)

_TYPE = "AWS::ApiGateway::Method"


def apply() -> None:
    from ministack.services.cloudformation import provisioners

    handlers = provisioners._RESOURCE_HANDLERS[_TYPE]
    create, update = handlers["create"], handlers["update"]

    def create_validated(logical_id: str, props: dict, stack_name: str) -> Any:
        made = create(logical_id, props, stack_name)
        _validate_by(props)
        return made

    def update_validated(physical_id: str, old: dict, new: dict, stack_name: str) -> Any:
        made = update(physical_id, old, new, stack_name)
        _validate_by(new)
        return made

    provisioners._RESOURCE_HANDLERS[_TYPE] = {**handlers, "create": create_validated, "update": update_validated}


def _validate_by(props: dict) -> None:
    from ministack.services import apigateway_v1

    if validator := props.get("RequestValidatorId"):
        change = {"op": "replace", "path": "/requestValidatorId", "value": validator}
        method = (props["RestApiId"], props["ResourceId"], props["HttpMethod"])
        apigateway_v1._update_method(*method, {"patchOperations": [change]})
