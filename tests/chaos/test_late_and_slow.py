"""A transaction that commits late is seen by every reader; a reader who stalls slows nobody."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.wire import Socket, connect
from madoguchi.kernel import feed
from madoguchi.kernel.feed import Doer, NewEvent
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from tests.chaos.town import Town, stored_messages
from tests.warm import Server

pytestmark = pytest.mark.chaos

PATIENCE_SECONDS = 60


def test_the_slower_transaction_is_not_skipped(postgres_url: str) -> None:
    store = Store(postgres_url, writers=2)
    metadata.create_all(store.writing_engine)
    begun, go = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        tx.execute(sa.text("SELECT pg_current_xact_id()"))
        tx.record(NewEvent("slow", Doer("system"), []))
        feed.append(tx.connection, tx.events)
        tx.events.clear()
        begun.set()
        go.wait(PATIENCE_SECONDS)

    def quick(tx: Tx) -> None:
        tx.record(NewEvent("quick", Doer("system"), []))

    try:
        # The slow one has the smaller event id and commits after the quick one.
        writing = threading.Thread(target=store._writers[0].put, args=(_command(slow),))
        writing.start()
        assert begun.wait(PATIENCE_SECONDS)
        command = _command(quick)
        store._writers[1].put(command)
        command.wait()
        seen: list[str] = []
        at = [feed.START]

        def look() -> None:
            for event in store.read_now(lambda view: feed.read(view.connection, at[0], 100)):
                seen.append(event.kind)
                at[0] = event.position

        look()
        assert seen == []
        go.set()
        until = time.monotonic() + PATIENCE_SECONDS
        while len(seen) < 2 and time.monotonic() < until:
            look()
        assert sorted(seen) == ["quick", "slow"]
    finally:
        go.set()
        store.close()


def _command(call: object) -> object:
    from madoguchi.kernel.writer import Command

    return Command(-1, call)  # type: ignore[arg-type]


def test_a_reader_who_stalls_slows_nobody_and_can_come_back(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    try:
        asyncio.run(_stall(server, tmp_path))
    finally:
        server.stop()


async def _stall(server: Server, data: Path) -> None:
    town = Town([server], customers=20, agents=3)
    stalled: list[Socket] = []

    def never_mind(socket: Socket, frame: bytes | None) -> None:
        if frame is None:
            socket.send({"do": "resume", "position": "0.0"})
            socket._transport.pause_reading()

    try:
        await town.open()
        for _ in range(3):
            stalled.append(
                await connect(server.origin, "/live/desk", never_mind, cookie=town.agents[0].cookie)
            )
        # More than the queue of one socket holds, so that the stalled ones must be dropped.
        body = "長い一行。" * 600
        for _ in range(60):
            for customer in town.customers:
                customer.say({"body": body})
            await asyncio.sleep(0.1)
        await town.fall_quiet()
        town.check(stored_messages(data))
    finally:
        for socket in stalled:
            socket.abort()
        await town.close()
