"""uvicorn's HTTP with an end to what somebody may send, and how long, before asking anything.

Where the head of a request cannot be read, the refusal is put into words here: no handler runs.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from websockets.http11 import MAX_LINE_LENGTH, MAX_NUM_HEADERS

from madoguchi.kernel.errors import Refusal
from madoguchi.language.catalogue import best_locale
from madoguchi.web.problems import MEDIA_TYPE, problem

if TYPE_CHECKING:
    from uvicorn import Config
    from uvicorn.server import ServerState

LARGEST_HEAD = 64 * 1024
"""Bytes of a request's line and headers; one read from the network may come on top."""
LONGEST_HEAD_SECONDS = 30.0
"""For a head to arrive, from the connection's start or, where it is used again, the head's own."""


class Http(HttpToolsProtocol):
    """The protocol of one connection, until it becomes a socket's."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._in_head = False
        self._head_size = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._have_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        self._head_size += len(data)
        if self._head_size > LARGEST_HEAD:
            self._refuse(431, "web.head_too_large")
        elif self._deadline is None:
            self._expect_head()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head = True
        self._head_size = 0

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._have_head()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        """Become a socket, unless its library would not read the head and say nothing."""
        lines = [len(name) + len(value) + 4 for name, value in self.headers]
        longest = max(len(self.url) + len("GET  HTTP/1.1\r\n"), *lines)
        if longest > MAX_LINE_LENGTH or len(lines) > MAX_NUM_HEADERS:
            self._refuse(431, "web.head_too_large")
        else:
            super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(400, "web.unreadable")

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(LONGEST_HEAD_SECONDS, self.transport.abort)

    def _have_head(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: int, key: str) -> None:
        refusal = Refusal(key)
        refusal.status = status
        wishes = dict(self.headers or ()).get(b"accept-language", b"")
        body = msgspec.json.encode(problem(refusal, best_locale(wishes.decode("latin-1"))))
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
            f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
            "x-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
