"""Customers who have closed their chat: noted once it is plain that they did not turn a page."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from madoguchi.desk import operations as desk
from madoguchi.kernel.store import Store
from madoguchi.live.presence import Presence

GONE_AFTER = timedelta(seconds=60)
"""Who is back by then was never gone: a page turned, a tunnel, a phone put away for a moment."""
LOOK_SECONDS = 5.0

log = structlog.get_logger("madoguchi.live")


class Departures:
    """Start `run` as a task; cancel it to stop. Who leaves as the process ends is not noted."""

    def __init__(self, store: Store, presence: Presence) -> None:
        self._store = store
        self._presence = presence
        self._left: dict[int, datetime] = {}

    def note(self, customer_id: int) -> None:
        """Take note that a customer's last chat in this process has closed."""
        self._left[customer_id] = self._store.clock()

    async def run(self) -> None:
        """Note the departure of those who stay away, in whatever process they might be back."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception as error:
                log.warning("departure_not_noted", detail=str(error))

    async def look(self) -> None:
        """Take one look at who is still away."""
        now = self._store.clock()
        for customer_id, left_at in list(self._left.items()):
            if self._presence.customer_online(customer_id):
                del self._left[customer_id]
            elif now - left_at >= GONE_AFTER:
                del self._left[customer_id]
                await self._store.write(desk.note_departure, customer_id, left_at)
