"""Two server processes on one PostgreSQL: one is killed, then PostgreSQL itself is restarted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.chaos.town import Town, stored_messages
from tests.postgres import Cluster
from tests.warm import Server

pytestmark = [pytest.mark.chaos, pytest.mark.postgres]


@contextmanager
def two_servers(cluster: Cluster, data: Path) -> Iterator[tuple[Server, Server, str]]:
    """Run two processes of one installation: (one, other, the database's address)."""
    url = cluster.create("chaos")
    servers = [Server(data, url), Server(data, url)]
    try:
        for server in servers:
            server.start()
        yield servers[0], servers[1], url
    finally:
        for server in servers:
            server.stop()


def _customers_here_agents_there(one: Server, other: Server) -> Town:
    town = Town([one, other], customers=40, agents=6)
    for customer in town.customers:
        customer.origins = [one.origin]
    for agent in town.agents:
        agent.origins = [other.origin]
    return town


async def _through(town: Town, url: str, break_something: Callable[[], None]) -> None:
    try:
        await town.open()
        talking = asyncio.create_task(town.talk(5))
        await asyncio.sleep(1.5)
        await asyncio.to_thread(break_something)
        await talking
        await town.fall_quiet()
        town.check(stored_messages(Path(), url))
    finally:
        await town.close()


def test_the_customers_process_is_killed(tmp_path: Path) -> None:
    with Cluster(durable=True) as cluster, two_servers(cluster, tmp_path) as (one, other, url):

        def kill() -> None:
            one.kill()
            one.start()

        asyncio.run(_through(_customers_here_agents_there(one, other), url, kill))


def test_everybody_moves_over_when_a_process_dies_for_good(tmp_path: Path) -> None:
    with Cluster(durable=True) as cluster, two_servers(cluster, tmp_path) as (one, other, url):
        town = Town([other, one], customers=40, agents=6)

        def kill() -> None:
            one.kill()
            for talker in town.talkers:
                talker.origins = [other.origin]

        asyncio.run(_through(town, url, kill))


def test_postgresql_is_killed_and_comes_back(tmp_path: Path) -> None:
    with Cluster(durable=True) as cluster, two_servers(cluster, tmp_path) as (one, other, url):

        def crash() -> None:
            cluster.kill()
            cluster.start()

        asyncio.run(_through(_customers_here_agents_there(one, other), url, crash))
