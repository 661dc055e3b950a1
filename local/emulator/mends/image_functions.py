"""AWS Lambda runs a function's container image; ministack needs a Docker engine for it. Here the image's own files are run, as those of jobs are."""

import io
import json
import shlex
import zipfile
from typing import Any

from emulator.patching import wrap
from emulator.sagemaker import plane
from emulator.settings import read_settings

PATCHES = (
    "ministack.services.lambda_svc:_execute_function_docker",
    "ministack.services.lambda_svc:_execute_function_provided_warm",
)

# An image that speaks Lambda's runtime API is to ministack what a custom runtime is.
_RUNTIME = "provided.al2023"


def apply() -> None:
    wrap(PATCHES[0], _running_files)


def _running_files(original: Any) -> Any:
    from ministack.services import lambda_svc

    def execute(function: dict, event: Any, request_id: str) -> dict:
        config = function.get("config") or function
        if config.get("PackageType") != "Image":
            return original(function, event, request_id)
        status, program = _program(config)
        if status >= 400:
            refusal = {"errorType": "Runtime.InvalidEntrypoint", "errorMessage": str(program.get("message", ""))}
            return {"body": refusal, "error": True, "log": ""}
        custom = {**function, "config": _as_custom_runtime(config, program), "code_zip": _bootstrap(program)}
        return lambda_svc._execute_function_provided_warm(custom, event, request_id)

    return execute


def _program(config: dict) -> tuple[int, dict[str, Any]]:
    """How the plane says that the image's program is started on this machine, or why it is not."""
    overrides = (config.get("ImageConfigResponse") or {}).get("ImageConfig") or {}
    asked = {"image": config["ImageUri"], "entrypoint": overrides.get("EntryPoint"), "arguments": overrides.get("Command")}
    body = json.dumps({name: value for name, value in asked.items() if value})
    answer = plane.send("POST", "/_plane/programs", {"content-type": "application/json"}, body)
    return answer.status, json.loads(answer.body or b"{}")


def _as_custom_runtime(config: dict, program: dict[str, Any]) -> dict:
    given = (config.get("Environment") or {}).get("Variables") or {}
    endpoint = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{read_settings().gateway_port}"}
    return {**config, "Runtime": _RUNTIME, "Environment": {"Variables": {**program["environment"], **endpoint, **given}}}


def _bootstrap(program: dict[str, Any]) -> bytes:
    """The same bytes for the same program: ministack knows an environment again by them."""
    script = f"#!/bin/sh\ncd {shlex.quote(program['workingDirectory'])} && exec {shlex.join(program['command'])}\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("bootstrap"), script)
    return packed.getvalue()
