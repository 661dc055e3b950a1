"""A server in the plane's place: remembers each request and answers as the test has told it."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class SeenRequest:
    action: str
    path: str
    headers: dict[str, str]
    payload: Any


Reply = tuple[int, dict[str, Any]]


class RecordedPlane:
    """Unless told otherwise it knows no job, no model and no endpoint, and answers every action with `{}`."""

    def __init__(self) -> None:
        self.seen: list[SeenRequest] = []
        self._replies: dict[str, Callable[[Any], Reply]] = {}
        self._server = self._serve(0)
        self._port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def _serve(self, port: int) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def on(self, action: str, reply: Callable[[Any], Reply]) -> None:
        self._replies[action] = reply

    def requests(self, action: str) -> list[SeenRequest]:
        return [request for request in self.seen if request.action == action]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def start_again(self) -> None:
        """After `stop`: at the same address."""
        self._server = self._serve(self._port)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        plane = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                own = self.path.removeprefix("/_plane/") if self.path.startswith("/_plane/") else "InvokeEndpoint"
                action = headers.get("x-amz-target", f"SageMaker.{own}").split(".")[1]
                payload = json.loads(body or b"{}")
                plane.seen.append(SeenRequest(action, self.path, headers, payload))
                status, answer = plane._replies.get(action, lambda _: (200, {}))(payload)
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                """Standard error is for the tests."""

        return Handler
