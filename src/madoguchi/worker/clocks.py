"""The engine: sleeps until the next clock has something to say, and fires it within the second.

The database decides what is due; any number of processes may run it, and each firing happens once.
"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

import structlog

from madoguchi.clocks.queries.running import Due, due, next_fire_at
from madoguchi.desk.operations.firing import fire
from madoguchi.kernel.errors import Unavailable
from madoguchi.kernel.store import Store

MOST_AT_ONCE = 128
"""Fired together, so that messages find room between two rounds of a thousand that are due."""
LONGEST_SLEEP_SECONDS = 0.5
"""The sleep is counted by a clock that nobody can set; the one on the wall is looked at this often,
so that a jump of it is noticed within the second.
"""
SULK_SECONDS = 60.0
"""How long a clock that cannot be fired is left alone, so that it does not hold up the others."""

log = structlog.get_logger("madoguchi.worker")


class Engine:
    """Fires the clocks of one database; `work` is called again when a commit or its time comes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next: datetime | None = None
        self._stale = True
        self._sulking: dict[int, float] = {}
        self._unsubscribe = store.wakeup.subscribe(self._note)

    def close(self) -> None:
        """Stop listening for commits."""
        self._unsubscribe()

    async def work(self) -> float:
        """Fire what is due; returns the seconds to sleep, unless something is committed before."""
        if self._stale or self._has_come():
            self._stale = False
            self._next = await self._store.glance(next_fire_at)
        if self._has_come() and await self._fire_due():
            self._stale = True
            return 0.0
        if self._next is None:
            return LONGEST_SLEEP_SECONDS
        left = (self._next - self._store.clock()).total_seconds()
        return min(left, LONGEST_SLEEP_SECONDS) if left > 0 else LONGEST_SLEEP_SECONDS

    def _note(self) -> None:
        """Called on whatever thread noticed a commit: a clock may have started."""
        self._stale = True

    def _has_come(self) -> bool:
        return self._next is not None and self._next <= self._store.clock()

    async def _fire_due(self) -> bool:
        """Fire a round of what is due; returns whether there was any."""
        now = time.monotonic()
        self._sulking = {each: until for each, until in self._sulking.items() if until > now}
        found = await self._store.read(due, MOST_AT_ONCE + len(self._sulking))
        able = [each for each in found if each.clock_id not in self._sulking]
        await asyncio.gather(*(self._fire(each) for each in able))
        return bool(able)

    async def _fire(self, each: Due) -> None:
        """Fire one clock; what cannot be done about it does not keep it from being told."""
        key = each.conversation_id or 0
        try:
            await self._store.write_for(key, fire, each)
        except Unavailable:
            raise  # the database is away: the whole round is tried again
        except Exception:
            log.exception("clock_action_failed", clock=each.clock_id)
            try:
                await self._store.write_for(key, fire, each, act=False)
            except Exception:
                log.exception("clock_not_fired", clock=each.clock_id)
                self._sulking[each.clock_id] = time.monotonic() + SULK_SECONDS
