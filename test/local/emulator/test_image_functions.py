"""Functions whose code is an image: their own program runs, as the plane says where it lies."""

import json
from pathlib import Path
from typing import Any

import pytest
from local_aws import LocalAws, allow
from recorded_plane import RecordedPlane
from test_step_functions import invoke

# "Using the Lambda runtime API for custom runtimes" in the AWS Lambda guide.
RUNTIME = """
const origin = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const post = (path, body) => fetch(`${origin}/${path}`, { method: 'POST', body: JSON.stringify(body) });
for (;;) {
  const next = await fetch(`${origin}/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const event = await next.json();
  if (event.die) process.kill(process.pid, 'SIGKILL');
  if (event.hang) await new Promise((resolve) => setTimeout(resolve, 30_000));
  if (event.fail) await post(`${id}/error`, { errorType: event.fail, errorMessage: 'as told', stackTrace: [] });
  else await post(`${id}/response`, { event, said: process.argv.slice(2), image: process.env.OF_IMAGE, own: process.env.OWN,
    role: process.env.AWS_ACCESS_KEY_ID.startsWith('ASIA'), aws: process.env.AWS_ENDPOINT_URL });
}
"""


@pytest.fixture
def function(aws: LocalAws, plane: RecordedPlane, tmp_path: Path) -> str:
    """A function of an image with the program above; its time limit is a second."""
    (tmp_path / "main.mjs").write_text(RUNTIME)

    def program(asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        command = ["node", "main.mjs", *asked.get("arguments", [])]
        return 200, {"command": command, "workingDirectory": str(tmp_path), "environment": {"OF_IMAGE": asked["image"]}}

    plane.on("programs", program)
    return aws.image_function("registry/processing:abc", ["function"], {"OWN": "variable"})


def answer(aws: LocalAws, function: str, event: dict[str, Any]) -> dict[str, Any]:
    return json.loads(aws.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))["Payload"].read())


class TestImageFunction:
    def test_its_program_answers_with_the_role_and_the_variables_of_the_function(self, aws: LocalAws, function: str) -> None:
        said = answer(aws, function, {"a": 1})
        assert (said["event"], said["said"], said["image"], said["own"]) == ({"a": 1}, ["function"], "registry/processing:abc", "variable")
        assert (said["role"], said["aws"]) == (True, aws.endpoint.replace("localhost", "127.0.0.1"))

    @pytest.mark.parametrize(
        ("event", "error"),
        [({"fail": "EVALUATION_INVALID"}, "EVALUATION_INVALID"), ({"die": True}, "Runtime.ExitError"), ({"hang": True}, "Sandbox.Timedout")],
    )
    def test_a_task_fails_with_its_error_and_the_next_call_is_answered(
        self, aws: LocalAws, function: str, event: dict[str, Any], error: str
    ) -> None:
        assert aws.run(invoke(function, payload=event), allow("lambda:InvokeFunction"))["error"] == error
        assert answer(aws, function, {"b": 2})["event"] == {"b": 2}

    def test_an_image_that_the_plane_does_not_know_cannot_be_started(self, aws: LocalAws, plane: RecordedPlane) -> None:
        plane.on("programs", lambda _: (409, {"code": "CONFIG_INVALID", "message": "No image asset has the tag gone"}))
        said = answer(aws, aws.image_function("registry/processing:gone", [], {}), {})
        assert (said["errorType"], said["errorMessage"]) == ("Runtime.InvalidEntrypoint", "No image asset has the tag gone")
