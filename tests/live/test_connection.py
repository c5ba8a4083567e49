"""A connection keeps the order, and lets go of whoever does not read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from madoguchi.live.connection import TOO_SLOW, WAITING_CHARACTERS, WAITING_FRAMES, Connection

Message = MutableMapping[str, Any]


class Socket:
    """The server's side of ASGI: takes what is sent while it is read, notes the code at the end."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.codes: list[int] = []
        self.read = asyncio.Event()
        self.read.set()

    async def receive(self) -> Message:
        return {"type": "websocket.connect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            self.codes.append(message["code"])
            return
        await self.read.wait()
        self.taken.append(message["text"])


def with_connection(story: Callable[[Connection, Socket], Awaitable[None]]) -> Socket:
    """Play a story with a connection and return its socket when everything has been sent."""

    async def play() -> Socket:
        socket = Socket()
        await story(Connection(socket.receive, socket.send), socket)
        for _ in range(10):
            await asyncio.sleep(0)
        return socket

    return asyncio.run(play())


def test_holding_twice_loses_nothing() -> None:
    async def story(connection: Connection, _: Socket) -> None:
        connection.hold()
        connection.push("an answer")
        connection.hold()
        connection.push("an event")
        connection.release("the state")

    assert with_connection(story).taken == ["the state", "an answer", "an event"]


def test_more_than_can_be_held_ends_the_socket() -> None:
    async def many(connection: Connection, _: Socket) -> None:
        connection.hold()
        for _number in range(WAITING_FRAMES + 1):
            connection.push("x")
        connection.release("the state")

    async def large(connection: Connection, _: Socket) -> None:
        connection.hold()
        for _number in range(9):
            connection.push("x" * (WAITING_CHARACTERS // 8))

    for story in (many, large):
        socket = with_connection(story)
        assert (socket.taken, socket.codes) == ([], [TOO_SLOW])


def test_a_reader_too_slow_is_let_go_however_quickly_it_fell_behind() -> None:
    async def at_once(connection: Connection, socket: Socket) -> None:
        socket.read.clear()
        for _number in range(WAITING_FRAMES + 2):
            connection.push("x")

    async def after_a_while(connection: Connection, socket: Socket) -> None:
        socket.read.clear()
        connection.push("x")
        await asyncio.sleep(0)
        await at_once(connection, socket)

    for story in (at_once, after_a_while):
        socket = with_connection(story)
        assert (socket.taken, socket.codes) == ([], [TOO_SLOW])
