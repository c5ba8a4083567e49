"""uvicorn's websocket; frames of text are made here, and those of one moment written together.

A server's text frame is a head of two to ten bytes and the text (RFC 6455, 5.2).
"""

from __future__ import annotations

import asyncio
from struct import pack
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

if TYPE_CHECKING:
    from uvicorn import Config
    from uvicorn._types import ASGISendEvent
    from uvicorn.server import ServerState

_TEXT = 0x81  # the last frame of a message, of text
_AT_ONCE = 65_536
"""Bytes; more waits for nothing."""


class WebSocket(WebSocketsSansIOProtocol):
    """The protocol of one socket; everything but the sending of text is uvicorn's.

    The library's frames cost five times as much as these, at each of the three that a customer's
    message is. And a write is a system call, in which nobody else computes: the acknowledgement and
    the event of a message, a few callbacks apart, share one.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        turn = _turns.get(self.loop)
        if turn is None:
            turn = _turns[self.loop] = _Turn(self.loop)
        self._turn = turn
        self._out: list[bytes] = []
        self._size = 0

    async def send(self, message: ASGISendEvent) -> None:
        """Take a message of ASGI."""
        if not self.writable.is_set():
            await self.writable.wait()
        text = message.get("text") if message["type"] == "websocket.send" else None
        if text is None or not self._takes_text():
            self.write_out()
            await super().send(message)
            return
        body = text.encode()
        if not self._out:
            self._turn.add(self)
        self._out += (_head(len(body)), body)
        self._size += len(body)
        if self._size > _AT_ONCE:
            self.write_out()

    def send_receive_event_to_app(self) -> None:
        """Hand a message over. One that is no UTF-8 ends the socket; uvicorn would put a trace into
        the log each time, and whoever goes on sending such would fill it.
        """
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                self.frames = [b"".join(self.frames)]
                self.frames[0].decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.send_close(1007)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def write_out(self) -> None:
        """Write what waits; nothing may follow a frame that closes."""
        if self._out:
            written, self._out, self._size = b"".join(self._out), [], 0
            if self._takes_text():
                self.transport.write(written)

    def _takes_text(self) -> bool:
        """Whether nothing stands in the way that uvicorn should answer; frames are never packed."""
        return (
            self.handshake_complete
            and not self.close_sent
            and not self.disconnected
            and self.conn.state is OPEN
            and not self.conn.extensions
        )


class _Turn:
    """The sockets of one loop that have something to write, until two rounds of the loop later.

    One round would be too soon: the event of a message comes from another thread, while the loop is
    busy with the acknowledgements of its batch.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._sockets: list[WebSocket] = []

    def add(self, socket: WebSocket) -> None:
        if not self._sockets:
            self._loop.call_soon(self._loop.call_soon, self._end)
        self._sockets.append(socket)

    def _end(self) -> None:
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
            socket.write_out()


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turn] = WeakKeyDictionary()


def _head(size: int) -> bytes:
    if size < 126:
        return bytes((_TEXT, size))
    if size < 65_536:
        return pack("!BBH", _TEXT, 126, size)
    return pack("!BBQ", _TEXT, 127, size)
