"""Tells customers where they stand in the queue, as it moves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

import msgspec
import structlog

from madoguchi.live import frames
from madoguchi.live.connection import Connection
from madoguchi.live.hub import Hub

TELL_SECONDS = 1.0
"""How late a customer may learn that they have moved up."""
AT_ONCE = 20
"""Customers told in one go; each costs the event loop some 50 µs."""

log = structlog.get_logger("madoguchi.live")


class Queue(Protocol):
    """Who waits, and where each stands."""

    def waiting(self) -> Mapping[int, int]:
        """Return the conversations in the queue, each with its customer."""

    def place(self, conversation_id: int) -> msgspec.Struct | None:
        """Return where a customer stands, None for who is not in the queue."""


class QueueBoard:
    """Start `run` as a task; cancel it to stop."""

    def __init__(self, hub: Hub, queue: Queue) -> None:
        self._hub = hub
        self._queue = queue
        self._told: dict[tuple[int, Connection], msgspec.Struct] = {}

    async def run(self) -> None:
        """Tell each customer their place whenever it has changed, and when they have none any more.

        Somebody who is taken within a second is never told of a queue.
        """
        while True:
            try:
                await self._tell()
            except Exception as error:
                log.warning("queue_not_told", detail=str(error))
                await asyncio.sleep(TELL_SECONDS)

    async def _tell(self) -> None:
        """Tell all of them once, spread over a second: a thousand at once would hold up everybody.

        First comes a rest, so that whoever is taken meanwhile is told nothing.
        """
        before, self._told = self._told, {}
        waiting = list(self._queue.waiting().items())
        groups = [waiting[first : first + AT_ONCE] for first in range(0, len(waiting), AT_ONCE)]
        for group in groups or [[]]:
            await asyncio.sleep(TELL_SECONDS / max(1, len(groups)))
            for conversation_id, customer_id in group:
                self._tell_one(conversation_id, self._hub.chats_of(customer_id), before)
        for _, socket in before.keys() - self._told.keys():
            socket.push(frames.frame(queue=None))

    def _tell_one(
        self,
        conversation_id: int,
        sockets: tuple[Connection, ...],
        before: Mapping[tuple[int, Connection], msgspec.Struct],
    ) -> None:
        place = self._queue.place(conversation_id) if sockets else None
        if place is None:
            return
        frame = frames.frame(queue=place)
        for socket in sockets:
            self._told[conversation_id, socket] = place
            if before.get((conversation_id, socket)) != place:
                socket.push(frame)
