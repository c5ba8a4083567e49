"""uvicorn's websocket, which puts text into frames by itself.

A server's text frame is a head of two to ten bytes and the text (RFC 6455, 5.2); the library's way
there costs four times as much, at each of the three frames that a customer's message is.
"""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

_TEXT = 0x81  # the last frame of a message, of text


class WebSocket(WebSocketsSansIOProtocol):
    """The protocol of one socket; everything but the sending of text is uvicorn's."""

    async def send(self, message: ASGISendEvent) -> None:
        """Take a message of ASGI."""
        await self.writable.wait()
        text = message.get("text") if message["type"] == "websocket.send" else None
        if text is None or not self._takes_text():
            await super().send(message)
            return
        body = text.encode()
        self.transport.write(_head(len(body)) + body)

    def _takes_text(self) -> bool:
        """Whether nothing stands in the way that uvicorn should answer; frames are never packed."""
        return (
            self.handshake_complete
            and not self.close_sent
            and not self.disconnected
            and self.conn.state is OPEN
            and not self.conn.extensions
        )


def _head(size: int) -> bytes:
    if size < 126:
        return bytes((_TEXT, size))
    if size < 65_536:
        return pack("!BBH", _TEXT, 126, size)
    return pack("!BBQ", _TEXT, 127, size)
