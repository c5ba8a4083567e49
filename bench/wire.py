"""A websocket client as thin as can be, so that what is measured is the server (RFC 6455)."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import cast

import msgspec

encode = msgspec.json.Encoder().encode
MASK = b"\0\0\0\0"  # masking with zeros is masking


class Socket(asyncio.Protocol):
    """Calls `on_frame(socket, text)` for each text frame, with None once it is open."""

    def __init__(
        self, path: str, origin: str, cookie: str, on_frame: Callable[[Socket, bytes | None], None]
    ) -> None:
        self._path = path
        self._origin = origin
        self._cookie = cookie
        self._on_frame = on_frame
        self._buffer = b""
        self._open = False
        self._transport: asyncio.Transport
        self.closed = False
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast("asyncio.Transport", transport)
        host = self._origin.removeprefix("http://")
        cookie = f"Cookie: {self._cookie}\r\n" if self._cookie else ""
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            (
                f"GET {self._path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {self._origin}\r\n{cookie}"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        self.closed = True
        self.ended.set()

    def data_received(self, data: bytes) -> None:
        """Cut what arrives into frames."""
        buffer = self._buffer + data
        if not self._open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                self._buffer = buffer
                return
            if b" 101 " not in buffer[:20]:
                raise RuntimeError(buffer[:200].decode("latin-1"))
            self._open = True
            buffer = buffer[end + 4 :]
            self._on_frame(self, None)
        start = 0
        while len(buffer) - start >= 2:
            size, head = buffer[start + 1], 2
            if size == 126:
                if len(buffer) - start < 4:
                    break
                size, head = struct.unpack_from("!H", buffer, start + 2)[0], 4
            elif size == 127:
                if len(buffer) - start < 10:
                    break
                size, head = struct.unpack_from("!Q", buffer, start + 2)[0], 10
            if len(buffer) - start < head + size:
                break
            kind = buffer[start] & 15
            body = buffer[start + head : start + head + size]
            start += head + size
            if kind == 1:
                self._on_frame(self, body)
            elif kind == 9:
                self._write(0x8A, body)
        self._buffer = buffer[start:]

    def send(self, frame: object) -> None:
        """Send a frame as JSON."""
        self._write(0x81, encode(frame))

    def abort(self) -> None:
        """Cut the line without a word."""
        self._transport.abort()

    def _write(self, first: int, body: bytes) -> None:
        size = len(body)
        if size < 126:
            head = bytes((first, 0x80 | size))
        elif size < 65536:
            head = bytes((first, 0xFE)) + struct.pack("!H", size)
        else:
            head = bytes((first, 0xFF)) + struct.pack("!Q", size)
        self._transport.write(head + MASK + body)


async def connect(
    origin: str,
    path: str,
    on_frame: Callable[[Socket, bytes | None], None],
    *,
    cookie: str = "",
    source: str | None = None,
) -> Socket:
    """Open a socket; `source` is the loopback address to come from."""
    host, port = origin.removeprefix("http://").split(":")
    _, socket = await asyncio.get_running_loop().create_connection(
        lambda: Socket(path, origin, cookie, on_frame),
        host,
        int(port),
        local_addr=(source, 0) if source else None,
    )
    return socket
