"""Frames of text as our websocket writes them, read by another's client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from madoguchi.web.websocket import WebSocket

TEXTS = ["", "a", "あ" * 41, "x" * 125, "x" * 126, "x" * 65_535, "x" * 65_536, "語" * 50_000, "end"]


async def say_all(_scope: Any, receive: Any, send: Any) -> None:
    """Take the handshake, say everything at once, close."""
    await receive()
    await send({"type": "websocket.accept"})
    for text in TEXTS:
        await send({"type": "websocket.send", "text": text})
    await send({"type": "websocket.close", "code": 4401, "reason": ""})


async def answer(_scope: Any, receive: Any, send: Any) -> None:
    """Say twice, in two moments, what is said to us."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})
        await asyncio.sleep(0)
        await send({"type": "websocket.send", "text": message["text"]})


@contextmanager
def serving(app: Any) -> Iterator[str]:
    config = uvicorn.Config(
        app, port=0, ws=WebSocket, ws_per_message_deflate=False, lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join()


def test_whatever_its_length_each_text_arrives_whole_and_in_order_before_the_close() -> None:
    with serving(say_all) as address, connect(address, max_size=None) as client:
        assert [client.recv() for _ in TEXTS] == TEXTS
        with pytest.raises(ConnectionClosed) as closed:
            client.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


def test_an_answer_is_not_kept_until_something_else_happens() -> None:
    with serving(answer) as address, connect(address) as client:
        for number in range(20):
            client.send(str(number))
            assert [client.recv(timeout=10) for _ in range(2)] == [str(number)] * 2
