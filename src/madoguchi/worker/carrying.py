"""Takes due deliveries out of the outbox and hands each to whoever can carry its kind."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from madoguchi.kernel import deliveries
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx, View
from madoguchi.worker.loops import Alarm

MOST_AT_ONCE = 32
MOST_TO_ONE_TARGET = 8
"""A receiver that takes ten seconds over everything must not keep the others waiting."""

Carry = Callable[[Delivery], Awaitable[None]]
"""Tries a delivery once and settles it. What it raises leaves the delivery to be tried again when
its hold ends, as if the process had died.
"""

log = structlog.get_logger("madoguchi.worker")


class Carrying:
    """The deliveries under way in this process."""

    def __init__(self, store: Store, carriers: Mapping[str, Carry], alarm: Alarm) -> None:
        self._store = store
        self._alarm = alarm
        self._held_back = False
        self._carriers = carriers
        self._under_way: dict[asyncio.Task[None], tuple[str, int]] = {}

    async def work(self) -> bool:
        """Take what is due and send it; returns whether to look again at once."""
        free = MOST_AT_ONCE - len(self._under_way)
        self._held_back = free <= 0
        if self._held_back or not await self._store.glance(self._anything_due):
            return False
        under_way = Counter(self._under_way.values())
        busy = [target for target, count in under_way.items() if count >= MOST_TO_ONE_TARGET]
        self._held_back = bool(busy)
        # All that is taken may be for one target, the busiest of those with room.
        fullest = max((under_way[each] for each in under_way if each not in busy), default=0)
        room = min(free, MOST_TO_ONE_TARGET - fullest)
        taken = await self._store.write(deliveries.claim, room, self._kinds, busy=busy)
        for delivery in taken:
            task = asyncio.create_task(self._carry(delivery), name=f"delivery {delivery.id}")
            self._under_way[task] = (delivery.kind, delivery.target_id)
            task.add_done_callback(self._done)
        return bool(taken)

    async def close(self, patience: float) -> None:
        """Wait some seconds for what is under way; the rest another process will try again."""
        if self._under_way:
            tasks = list(self._under_way)
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        if self._held_back:
            self._alarm.hurry()  # there is room again for what was left lying

    @property
    def _kinds(self) -> list[str]:
        return list(self._carriers)

    def _anything_due(self, view: View) -> bool:
        due = deliveries.next_due(view, self._kinds)
        return due is not None and due <= view.now

    async def _carry(self, delivery: Delivery) -> None:
        try:
            await self._carriers[delivery.kind](delivery)
        except Exception:
            log.exception("delivery_broke", delivery=delivery.id, kind=delivery.kind)


def forget_old(tx: Tx, age: timedelta, limit: int = 1000) -> bool:
    """Delete deliveries that were done or given up so long ago; returns whether there are more."""
    return deliveries.forget(tx, tx.now - age, limit) == limit
