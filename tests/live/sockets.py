"""Sockets for tests: JSON in, JSON out, with time-outs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.web.running import Browser, Running

SECONDS = 10


class Line:
    """One socket."""

    def __init__(self, raw: ClientConnection) -> None:
        self.raw = raw

    def send(self, **frame: Any) -> None:
        self.raw.send(json.dumps(frame, ensure_ascii=False))

    def next(self) -> dict[str, Any]:
        return dict(json.loads(self.raw.recv(SECONDS)))

    def until(self, *keys: str) -> dict[str, Any]:
        """Return the next frame that has one of these keys."""
        while True:
            frame = self.next()
            if any(key in frame for key in keys):
                return frame

    def closing_code(self) -> int:
        """Return the code with which the other side closes."""
        try:
            while True:
                self.raw.recv(SECONDS)
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd is not None else 0


@contextmanager
def chat(
    server: Running, shop: dict[str, Any], *, origin: str | None = "own", **hello: Any
) -> Iterator[Line]:
    """Open a customer's socket; `hello` None-like (`greet=False`) leaves out the hello."""
    url = server.url.replace("http", "ws") + f"/live/chat?shop={shop['public_key']}"
    greet = hello.pop("greet", True)
    with connect(
        url,
        origin=server.url if origin == "own" else origin,
        max_size=None,  # type: ignore[arg-type]
    ) as raw:
        line = Line(raw)
        if greet:
            line.send(do="hello", **{"locale": "ja", **hello})
        yield line


@contextmanager
def desk(
    server: Running, browser: Browser, *, origin: str | None = "own", position: str = ""
) -> Iterator[Line]:
    """Open a desk's socket with a browser's session."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    url = server.url.replace("http", "ws") + "/live/desk"
    with connect(
        url,
        origin=server.url if origin == "own" else origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
        max_size=None,
    ) as raw:
        line = Line(raw)
        if position:
            line.send(do="resume", position=position)
        yield line


def say(line: Line, body: str, client_id: str, **more: Any) -> dict[str, Any]:
    """Say something and return the answer: `ack` or `refused`."""
    line.send(do="say", client_id=client_id, body=body, **more)
    return line.until("ack", "refused")
