"""How soon a tile moves on fifty wallboards after a customer has begun to wait."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from itertools import count

import uvloop

from bench.figures import Figure, at_most, percentile
from bench.load import BODIES
from bench.messages import houses
from bench.server import Server
from bench.wire import Socket, connect

BOARDS = 50
CUSTOMERS = 120
EVERY_SECONDS = 0.1
CHATTER_A_SECOND = 50
"""Messages of those who wait already: the feed moves, the tile does not."""
WAITING = re.compile(rb'"waiting":(\d+)')


def moves(database: str) -> list[Figure]:
    """Measure from a customer's send to the frame in which each wallboard counts them."""
    with houses(database) as servers:
        client = servers[0].sign_in()
        shop_key = servers[0].shop(client)["public_key"]
        client.close()
        seen = uvloop.run(Boards(servers[0], shop_key).work())
    note = f"{BOARDS} wallboards, {CHATTER_A_SECOND} messages/s beside"
    return [
        at_most(f"send → tile, p50, {database}", percentile(seen, 0.5) * 1000, "ms", 250, note),
        at_most(f"send → tile, p99, {database}", percentile(seen, 0.99) * 1000, "ms", 500, note),
    ]


class Boards:
    """Customers who begin to wait one after another, and the boards that count them."""

    def __init__(self, server: Server, shop_key: str) -> None:
        self._server = server
        self._path = f"/live/chat?shop={shop_key}"
        self._sent: list[float] = []
        self._seen: dict[Socket, int] = {}
        self._took: list[float] = []
        self._numbers = count(1)
        self._greeted = 0

    async def work(self) -> list[float]:
        """Return how long each customer took to each board, in seconds."""
        customers = [
            await connect(self._server.origin, self._path, self._on_customer)
            for _ in range(CUSTOMERS)
        ]
        for _ in range(BOARDS):
            cookie = self._server.cookie
            await connect(self._server.origin, "/live/desk", self._on_board, cookie=cookie)
        await self._until(lambda: self._greeted == CUSTOMERS and len(self._seen) == BOARDS)
        for number, customer in enumerate(customers):
            self._sent.append(time.perf_counter())
            self._say(customer)
            for other in range(int(CHATTER_A_SECOND * EVERY_SECONDS)):
                await asyncio.sleep(EVERY_SECONDS / (CHATTER_A_SECOND * EVERY_SECONDS))
                self._say(customers[other * 7 % (number + 1)])
        await self._until(lambda: min(self._seen.values()) == CUSTOMERS)
        return self._took

    async def _until(self, done: Callable[[], bool]) -> None:
        for _ in range(600):
            if done():
                return
            await asyncio.sleep(0.05)
        raise RuntimeError(f"{self._greeted} greeted, {len(self._seen)} boards")

    def _say(self, customer: Socket) -> None:
        number = next(self._numbers)
        body = BODIES[number % len(BODIES)]
        customer.send({"do": "say", "client_id": f"bench-{number:010d}", "body": body})

    def _on_customer(self, socket: Socket, frame: bytes | None) -> None:
        if frame is None:
            socket.send({"do": "hello", "locale": "ja", "zone": "Asia/Tokyo"})
        elif frame.startswith(b'{"hello"'):
            self._greeted += 1

    def _on_board(self, socket: Socket, frame: bytes | None) -> None:
        if frame is None:
            socket.send({"do": "resume", "position": "0.0"})
            socket.send({"do": "watch", "filter": {}})
        elif frame.startswith(b'{"wallboard"'):
            found = WAITING.search(frame)
            waiting = int(found[1]) if found else 0
            now = time.perf_counter()
            for number in range(self._seen.get(socket, 0), waiting):
                self._took.append(now - self._sent[number])
            self._seen[socket] = waiting
