"""The server is killed again and again while people talk: nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.chaos.town import Town, stored_messages
from tests.warm import Server

pytestmark = pytest.mark.chaos

KILLS = 20


def test_killed_twenty_times_while_200_customers_and_20_agents_talk(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    try:
        asyncio.run(_talk_and_kill(server, tmp_path))
    finally:
        server.stop()


async def _talk_and_kill(server: Server, data: Path) -> None:
    town = Town([server], customers=200, agents=20)
    try:
        await town.open()
        for _ in range(KILLS):
            talking = asyncio.create_task(town.talk(1.0))
            await asyncio.sleep(town.dice.uniform(0.2, 0.9))
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            await talking
        await town.talk(1.0)
        await town.fall_quiet()
        town.check(stored_messages(data))
        assert all(talker.reconnected for talker in town.talkers)
    finally:
        await town.close()


def test_sockets_cut_at_random_in_the_middle_of_frames(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    try:
        asyncio.run(_talk_and_cut(server, tmp_path))
    finally:
        server.stop()


async def _talk_and_cut(server: Server, data: Path) -> None:
    town = Town([server], customers=60, agents=6)
    try:
        await town.open()
        talking = asyncio.create_task(town.talk(6))
        cuts = 0
        while not talking.done():
            cuts += town.dice.choice(town.talkers).cut()
            await asyncio.sleep(0.02)
        await town.fall_quiet()
        town.check(stored_messages(data))
        assert sum(talker.reconnected for talker in town.talkers) > cuts / 2
    finally:
        await town.close()
