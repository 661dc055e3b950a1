"""AWS CloudFormation makes request validators and gives them to methods; ministack validates, but neither keeps them nor the reference."""

import json
from typing import Any

PATCHES = (
    "ministack.services.cloudformation.provisioners:_RESOURCE_HANDLERS",
    "ministack.services.apigateway_v1:_update_method",
    "ministack.services.apigateway_v1:_create_request_validator",
    "ministack.services.apigateway_v1:_delete_request_validator",
)

_TYPE = "AWS::ApiGateway::Method"
_VALIDATOR = "AWS::ApiGateway::RequestValidator"


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
    provisioners._RESOURCE_HANDLERS[_VALIDATOR] = {"create": _create, "update": _update, "delete": _delete}


def _create(logical_id: str, props: dict, stack_name: str) -> tuple[str, dict[str, Any]]:
    from ministack.services import apigateway_v1

    validator = {
        "name": props.get("Name", ""),
        "validateRequestBody": _true(props.get("ValidateRequestBody")),
        "validateRequestParameters": _true(props.get("ValidateRequestParameters")),
    }
    status, _, body = apigateway_v1._create_request_validator(props["RestApiId"], validator)
    answer = json.loads(body)
    if status >= 400:
        raise ValueError(answer.get("message", f"{_VALIDATOR} {logical_id} of {stack_name} was refused"))
    return answer["id"], {"RequestValidatorId": answer["id"]}


def _update(physical_id: str, old: dict, new: dict, stack_name: str) -> tuple[str, dict[str, Any]]:
    created = _create(physical_id, new, stack_name)
    _delete(physical_id, old)
    return created


def _delete(physical_id: str, props: dict) -> None:
    from ministack.services import apigateway_v1

    apigateway_v1._delete_request_validator(props["RestApiId"], physical_id)


def _true(value: Any) -> bool:
    return str(value).lower() == "true"


def _validate_by(props: dict) -> None:
    from ministack.services import apigateway_v1

    if validator := props.get("RequestValidatorId"):
        change = {"op": "replace", "path": "/requestValidatorId", "value": validator}
        method = (props["RestApiId"], props["ResourceId"], props["HttpMethod"])
        apigateway_v1._update_method(*method, {"patchOperations": [change]})
