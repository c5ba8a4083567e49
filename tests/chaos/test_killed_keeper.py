"""Killed while it counts, the desk counts on: each event once, in one process or in several."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from madoguchi.insight import operations as insight
from madoguchi.kernel import cursors
from madoguchi.kernel.store import Store
from tests.chaos.town import Town
from tests.insight.test_keeping import at_rest
from tests.warm import Server

pytestmark = pytest.mark.chaos

KILLS = 6


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_every_event_is_counted_once(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = database == "sqlite"
    url = "" if sqlite else request.getfixturevalue("postgres_url")
    with ExitStack() as stack:
        servers = [Server(tmp_path, url) for _ in range(1 if sqlite else 2)]
        for server in servers:
            server.start()
            stack.callback(server.stop)
        asyncio.run(_talk_and_kill(servers))
    store = Store(url or f"sqlite:///{tmp_path / 'madoguchi.db'}")
    try:
        insight.Keeper().catch_up(store, lambda _: None)
        assert not store.read_now(cursors.behind, insight.CURSOR)
        kept = at_rest(store)
        assert {kind for kind, *_ in kept[0]} >= {"round", "question", "answer", "worktime"}
        store.write_now(insight.forget)
        insight.Keeper().catch_up(store, lambda _: None)
        assert at_rest(store) == kept
    finally:
        store.close()


async def _talk_and_kill(servers: list[Server]) -> None:
    town = Town(servers, customers=40, agents=4)
    try:
        await town.open()
        for number in range(KILLS):
            talking = asyncio.create_task(town.talk(1.0))
            await asyncio.sleep(town.dice.uniform(0.2, 0.9))
            server = servers[number % len(servers)]
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            await talking
        await town.fall_quiet()
    finally:
        await town.close()
