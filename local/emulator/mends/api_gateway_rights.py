"""AWS API Gateway may invoke a function only when the function's policy lets it; ministack invokes it anyway."""

import json
from typing import Any

from emulator.patching import wrap
from emulator.policies import function_allows

PATCHES = (
    "ministack.services.apigateway_v1:_invoke_lambda_proxy_v1",
    "ministack.services.apigateway_v1:_extract_lambda_ref_from_integration_uri",
)


def apply() -> None:
    def asking(original: Any) -> Any:
        async def invoke(
            integration: dict,
            api_id: str,
            stage_name: str,
            stage: dict,
            resource: dict,
            request_path: str,
            method: str,
            *rest: Any,
            **named: Any,
        ) -> Any:
            path = resource.get("path", request_path)
            if not _may_invoke(integration, f"{api_id}/{stage_name}/{method}{path}"):
                headers = {"Content-Type": "application/json", "x-amzn-errortype": "InternalServerErrorException"}
                return 500, headers, json.dumps({"message": "Internal server error"}).encode()
            return await original(
                integration, api_id, stage_name, stage, resource, request_path, method, *rest, **named
            )

        return invoke

    wrap(PATCHES[0], asking)


def _may_invoke(integration: dict, method_path: str) -> bool:
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import apigateway_v1

    scope = f"{get_region()}:{get_account_id()}"
    reference = apigateway_v1._extract_lambda_ref_from_integration_uri(integration.get("uri", ""))
    function = reference if reference.startswith("arn:") else f"arn:aws:lambda:{scope}:function:{reference}"
    return function_allows(function, "apigateway.amazonaws.com", f"arn:aws:execute-api:{scope}:{method_path}")
