"""A town of customers and agents on real server processes, and what must hold when it is quiet."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.chaos.talkers import Agent, Customer, Entities, Talker, fetch_all
from tests.warm import Server

WORDS = ("いつ届きますか", "运费是多少？", "배송은 언제 되나요?", "Where is my parcel?", "はい🙂")
QUIET_SECONDS = 180
"""How long at most: a slow machine is not a lossy one."""


class Town:
    """Customers and agents, talking to one or more server processes on one database."""

    def __init__(
        self, servers: list[Server], *, customers: int, agents: int, seed: int = 20261121
    ) -> None:
        self.servers = servers
        self.dice = random.Random(seed)
        origins = [server.origin for server in servers]
        owner = servers[0].sign_in()
        shop = servers[0].shop(owner)
        self.owner = owner
        self.clients = [owner]
        self.customers = [
            Customer(f"customer{n:04d}", origins, shop["public_key"], random.Random(seed + n))
            for n in range(customers)
        ]
        self.agents = [self._hire(n, origins, seed) for n in range(agents)]

    def _hire(self, number: int, origins: list[str], seed: int) -> Agent:
        """Invite somebody and let them accept: each agent has a session of their own."""
        made = self.owner.post(
            "/api/v1/invitations",
            json={"email": f"agent{number}@example.com", "role": "agent", "all_shops": True},
        )
        token = made.raise_for_status().json()["url"].rsplit("/", 1)[1]
        origin = self.servers[0].origin
        client = httpx.Client(base_url=origin, timeout=60, headers={"Origin": origin})
        client.post(
            f"/api/v1/invitations/by-token/{token}/accept",
            json={"name": f"Agent {number}", "password": f"a long pass phrase {number}"},
        ).raise_for_status()
        self.clients.append(client)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        dice = random.Random(seed * 2 + number)
        return Agent(f"agent{number:04d}", origins, lambda: client, cookie, dice)

    @property
    def talkers(self) -> list[Talker]:
        """Everybody."""
        return [*self.customers, *self.agents]

    async def open(self) -> None:
        """Let everybody in, and wait until each has been greeted."""
        for talker in self.talkers:
            talker.start()
        await asyncio.wait_for(
            asyncio.gather(*(talker.ready.wait() for talker in self.talkers)), QUIET_SECONDS
        )

    async def talk(self, seconds: float, pause: float = 0.01) -> None:
        """Let people say things at random for a while."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            self.dice.choice(self.customers).say({"body": self.dice.choice(WORDS)})
            if self.agents and self.dice.random() < 0.5:
                self.dice.choice(self.agents).answer_somebody(self.dice.choice(WORDS))
            await asyncio.sleep(pause)

    async def fall_quiet(self) -> None:
        """Wait until everything said has been acknowledged and every screen has caught up."""
        until = asyncio.get_running_loop().time() + QUIET_SECONDS
        while any(talker.unsent or not talker.ready.is_set() for talker in self.talkers):
            waiting = sum(len(talker.unsent) for talker in self.talkers)
            assert asyncio.get_running_loop().time() < until, f"{waiting} never acknowledged"
            await asyncio.sleep(0.05)
        # The feed may lag behind the state, on PostgreSQL by as long as the oldest transaction is
        # open; a screen that lacks something for good is found by `check`.
        while asyncio.get_running_loop().time() < until:
            fresh, _ = await asyncio.to_thread(fetch_all, self.owner)
            if all(_shown(agent.entities) == fresh for agent in self.agents):
                break
            await asyncio.sleep(1)

    def check(self, stored: list[tuple[Any, ...]]) -> None:
        """Hold what everybody was told against the database: `stored` as `stored_messages` gives.

        Every acknowledged message is there exactly once, in one order on every screen, and every
        screen equals a fresh one.
        """
        count = Counter(client_id for _, _, client_id, _ in stored if client_id)
        twice = [client_id for client_id, times in count.items() if times > 1]
        assert not twice
        for talker in self.talkers:
            assert not talker.refusals
            lost = talker.acknowledged - count.keys()
            assert not lost, f"{talker.name} was told that {len(lost)} were stored"
            assert len(talker.acknowledged) == talker.count
        by_conversation: dict[int, list[int]] = {}
        for conversation_id, seq, _, _ in stored:
            by_conversation.setdefault(conversation_id, []).append(seq)
        for seqs in by_conversation.values():
            assert seqs == list(range(1, len(seqs) + 1))
        fresh, _ = fetch_all(self.owner)
        for agent in self.agents:
            assert _shown(agent.entities) == fresh
        for customer in self.customers:
            self._check_customer(customer, fresh)

    def _check_customer(self, customer: Customer, fresh: Entities) -> None:
        for (kind, number), value in customer.entities.items():
            if kind == "message":
                assert value["body"] == fresh["message", number]["body"]
                assert value["seq"] == fresh["message", number]["seq"]
        own = {one["id"] for (kind, _), one in customer.entities.items() if kind == "conversation"}
        meant = {
            number
            for (kind, number), one in fresh.items()
            if kind == "message" and one["conversation_id"] in own and one["kind"] == "text"
        }
        held = {number for kind, number in customer.entities if kind == "message"}
        # A hello shows the last fifty; older ones come when the reader scrolls up to them.
        missing = sorted(meant - held, key=lambda number: fresh["message", number]["seq"])
        newest = sorted(meant, key=lambda number: fresh["message", number]["seq"])[-50:]
        assert not set(missing) & set(newest)

    async def close(self) -> None:
        """Let everybody go."""
        await asyncio.gather(*(talker.stop() for talker in self.talkers))
        for client in self.clients:
            client.close()


def _shown(entities: Entities) -> Entities:
    return {key: one for key, one in entities.items() if key[0] in {"conversation", "message"}}


_STORED = "SELECT conversation_id, seq, client_id, body FROM message ORDER BY conversation_id, seq"


def stored_messages(data: Path, database: str = "") -> list[tuple[Any, ...]]:
    """Return what is in the database: (conversation, seq, client id, body) in order."""
    if database:
        with psycopg.connect(database) as connection:
            return connection.execute(_STORED).fetchall()
    with sqlite3.connect(f"file:{data / 'madoguchi.db'}?mode=ro", uri=True) as connection:
        found = connection.execute(_STORED).fetchall()
    connection.close()
    return found
