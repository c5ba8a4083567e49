"""A program that receives webhooks: a real HTTP server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.listening import Listening, posted


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)
    json: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.json = json.loads(self.body)


Reply = Callable[[Got, BaseHTTPRequestHandler], None]


def answering(status: int, body: bytes = b"", **headers: str) -> Reply:
    def answer(_got: Got, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


ok = answering(200, b"thank you")


class Receiver(Listening):
    """`with Receiver() as receiver`: remembers what came, and replies as it is told to."""

    def __init__(self, reply: Reply = ok) -> None:
        super().__init__()
        self.reply = reply
        self.got: list[Got] = []
        self.arrived = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://{self.host}/hooks"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        names = {name.lower(): value for name, value in handler.headers.items()}
        got = Got(handler.path, names, posted(handler))
        with self.arrived:
            self.got.append(got)
            self.arrived.notify_all()
        self.reply(got, handler)

    def wait_for(self, count: int, seconds: float = 20) -> list[Got]:
        """Return what came once there are so many."""
        with self.arrived:
            there = self.arrived.wait_for(lambda: len(self.got) >= count, seconds)
            assert there, f"{len(self.got)} of {count} came"
            return list(self.got)

    def kinds(self) -> list[str]:
        return [got.json["kind"] for got in self.got]
