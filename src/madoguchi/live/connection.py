"""One socket: what is sent waits in a bounded queue, so that a slow reader delays nobody else."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from typing import Any

LARGEST_FRAME = 200_000
"""Characters a client may send in one frame."""
WAITING_FRAMES = 2000
WAITING_CHARACTERS = 8_000_000
"""A reader further behind than this is dropped; it comes back and resumes by position."""

SIGN_IN_AGAIN = 4401
REFUSED = 4403
TOO_SLOW = 4408
TOO_LARGE = 4413

SAID_GOODBYE = frozenset({1000, 1001, 1005})
"""Codes of a client that closed on purpose: a tab left or shut, not a line cut."""

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class _Begun:
    """A send that was begun outside a task and must wait: what is left of it, to be awaited."""

    __slots__ = ("_rest", "_waits_for")

    def __init__(self, rest: Generator[Any, None, None], waits_for: Any) -> None:  # noqa: ANN401
        self._rest = rest
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, None, None]:
        waits_for = self._waits_for
        while True:
            try:
                yield waits_for
            except BaseException as error:
                try:
                    waits_for = self._rest.throw(error)
                except StopIteration:
                    return
            else:
                try:
                    waits_for = next(self._rest)
                except StopIteration:
                    return


class Connection:
    """A websocket behind ASGI's `receive` and `send`."""

    __slots__ = (
        "_flushing", "_held", "_receive", "_send", "_size", "_waiting", "closed", "goodbye",
        "overflowed",
    )  # fmt: skip

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._waiting: deque[str] = deque()
        self._held: list[str] | None = None
        self._size = 0
        self._flushing: asyncio.Task[None] | None = None
        self.closed = False
        self.goodbye = False
        self.overflowed = False

    async def open(self) -> bool:
        """Take the handshake; False where the client has gone already."""
        first = await self._receive()
        if first["type"] != "websocket.connect":
            return False
        await self._send({"type": "websocket.accept"})
        return True

    async def next(self) -> str | None:
        """Return the next text frame, "" for a binary one, None when the socket has closed."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self.closed = True
            self.goodbye = message.get("code") in SAID_GOODBYE
            return None
        text: str | None = message.get("text")
        return text or ""

    def hold(self) -> None:
        """Keep back what is pushed until `release`: a snapshot is to be sent first."""
        if self._held is None:
            self._held = []

    def release(self, first: str | None = None) -> None:
        """Send `first`, then what was kept back meanwhile."""
        held, self._held = self._held or [], None
        self._size = sum(map(len, self._waiting))
        if first is not None:
            self.push(first)
        for frame in held:
            self.push(frame)

    def push(self, frame: str) -> None:
        """Send a frame as soon as the socket takes it; never waits."""
        if self.closed or self.overflowed:
            return
        if self._held is None and self._flushing is None:
            self._begin(frame)
            return
        (self._waiting if self._held is None else self._held).append(frame)
        self._size += len(frame)
        kept = len(self._waiting) + len(self._held or ())
        if kept > WAITING_FRAMES or self._size > WAITING_CHARACTERS:
            self._overflow()

    def _overflow(self) -> None:
        self.overflowed = True
        self._waiting.clear()
        self._held = None
        if self._flushing is not None:
            self._flushing.cancel()  # stuck in a send that the reader does not take
        self._flushing = asyncio.ensure_future(self.close(TOO_SLOW))

    def _begin(self, frame: str) -> None:
        """Send at once where the socket takes it, as nearly always; else wait in a task.

        A task for every frame would cost as much as the frame.
        """
        sending = self._send({"type": "websocket.send", "text": frame}).__await__()
        try:
            waits_for = next(sending)
        except StopIteration:
            return
        except (RuntimeError, OSError):
            self.closed = True
            return
        self._flushing = asyncio.ensure_future(self._flush(_Begun(sending, waits_for)))

    async def close(self, code: int) -> None:
        """Close with a code of the protocol; harmless when closed already."""
        if not self.closed:
            self.closed = True
            try:
                await self._send({"type": "websocket.close", "code": code, "reason": ""})
            except (RuntimeError, OSError):
                return

    async def _flush(self, begun: _Begun) -> None:
        try:
            await begun
            while self._waiting and not self.closed:
                frame = self._waiting.popleft()
                self._size -= len(frame)
                await self._send({"type": "websocket.send", "text": frame})
        except (RuntimeError, OSError):
            # The client went while we were sending; `next` hears of it too.
            self.closed = True
        finally:
            if not self.overflowed:
                self._flushing = None
