"""A program that receives webhooks: a real HTTP server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)
    json: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.json = json.loads(self.body)


Answer = Callable[[Got, BaseHTTPRequestHandler], None]


def ok(_got: Got, handler: BaseHTTPRequestHandler) -> None:
    answering(200, b"thank you")(_got, handler)


def answering(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(_got: Got, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class Receiver:
    """`with Receiver() as receiver`: listens on 127.0.0.1 and remembers what came."""

    def __init__(self, answer: Answer = ok) -> None:
        self.answer = answer
        self.got: list[Got] = []
        self.arrived = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                names = {name.lower(): value for name, value in self.headers.items()}
                got = Got(self.path, names, self.rfile.read(length))
                with receiver.arrived:
                    receiver.got.append(got)
                    receiver.arrived.notify_all()
                try:
                    receiver.answer(got, self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hooks"

    def wait_for(self, count: int, seconds: float = 20) -> list[Got]:
        """Return what came once there are so many."""
        with self.arrived:
            there = self.arrived.wait_for(lambda: len(self.got) >= count, seconds)
            assert there, f"{len(self.got)} of {count} came"
            return list(self.got)

    def kinds(self) -> list[str]:
        return [got.json["kind"] for got in self.got]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
