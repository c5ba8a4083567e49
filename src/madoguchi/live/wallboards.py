"""Wallboards: each is worked out once for all who may see the same, and pushed when it changes."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict

import structlog
from msgspec.structs import replace

from madoguchi.insight.contracts import Filter, LastWeek, Wallboard
from madoguchi.insight.queries import memory, sight
from madoguchi.insight.queries.wallboard import Today
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import View
from madoguchi.live import frames
from madoguchi.live.connection import Connection
from madoguchi.people.contracts import Actor

REST_SECONDS = 0.1
"""How soon after the last look the next: a busy desk always has news."""
BREATH_SECONDS = 0.02
"""The same where a commit brought no news: figures follow what happened a moment later."""
TICK_SECONDS = 1.0
"""How often figures that go on by themselves are worked out anew: who waits grows late."""
AT_ONCE = 8
"""Boards worked out in one look at the database, which share what they have in common."""

log = structlog.get_logger("madoguchi.live")

Sight = tuple[Filter, bool, frozenset[int]]
Asked = tuple[Filter, LastWeek | None, Actor]


class Wallboards:
    """Who looks at which wallboard in this process; start `run` as a task, then `close`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._unsubscribe = store.wakeup.subscribe(self._wake)
        self._readers: dict[Sight, dict[Connection, Actor]] = defaultdict(dict)
        self._shown: dict[Sight, tuple[Wallboard, str]] = {}
        self._batch = -1

    def watch(self, connection: Connection, wanted: Filter, actor: Actor) -> None:
        """Send a wallboard now and whenever it changes, in place of another. Raises `Forbidden`."""
        sight.check(wanted, actor)
        self.leave(connection)
        seen = _sight(wanted, actor)
        self._readers[seen][connection] = actor
        if seen in self._shown:
            connection.push(self._shown[seen][1])
        else:
            self._batch = -1
            self._woken.set()

    def leave(self, connection: Connection) -> None:
        """Stop sending."""
        for seen in [seen for seen, readers in self._readers.items() if connection in readers]:
            del self._readers[seen][connection]
            if not self._readers[seen]:
                del self._readers[seen]
                self._shown.pop(seen, None)

    async def run(self) -> None:
        """Look and send until cancelled."""
        looked = self._loop.time()
        while True:
            # Commits that are no news to figures must not put off what time alone moves.
            left = looked + TICK_SECONDS - self._loop.time()
            with contextlib.suppress(TimeoutError):
                # Not `wait_for`: before Python 3.12 it loses a cancelling that meets a wake-up.
                async with asyncio.timeout(max(left, 0)):
                    await self._woken.wait()
            self._woken.clear()
            ticked = self._loop.time() >= looked + TICK_SECONDS
            if ticked:
                looked = self._loop.time()
            if not self._readers:
                continue
            news = False
            try:
                news = await self._look(ticked=ticked)
                if news:
                    looked = self._loop.time()
            except Exception as error:
                log.warning("wallboard_unreadable", detail=str(error))
                await asyncio.sleep(TICK_SECONDS)
            await asyncio.sleep(REST_SECONDS if news else BREATH_SECONDS)

    def close(self) -> None:
        """Stop being woken."""
        self._unsubscribe()

    def _wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def _look(self, *, ticked: bool) -> bool:
        """Work out every board anew where figures have moved; returns whether they had."""
        house = await self._store.read(memory.house)
        batch = 0 if house is None else house.batch
        if batch == self._batch and not ticked:
            return False
        self._batch = batch
        boards = list(self._readers)
        for first in range(0, len(boards), AT_ONCE):
            some = [seen for seen in boards[first : first + AT_ONCE] if seen in self._readers]
            found = await self._store.read(_work_out, [self._asked(seen) for seen in some])
            for seen, board in zip(some, found, strict=True):
                self._show(seen, board)
        return True

    def _asked(self, seen: Sight) -> Asked:
        shown = self._shown.get(seen)
        actor = next(iter(self._readers[seen].values()))
        return seen[0], None if shown is None else shown[0].last_week, actor

    def _show(self, seen: Sight, found: Wallboard) -> None:
        shown = self._shown.get(seen)
        if shown is not None and replace(shown[0], at=found.at) == found:
            return
        frame = frames.frame(wallboard=found)
        if seen in self._readers:
            self._shown[seen] = (found, frame)
            for connection in tuple(self._readers[seen]):
                connection.push(frame)


def _work_out(view: View, asked: list[Asked]) -> list[Wallboard]:
    today = Today(view)
    return [today.wallboard(wanted, known, by=by) for wanted, known, by in asked]


def _sight(wanted: Filter, actor: Actor) -> Sight:
    return wanted, actor.all_shops, frozenset() if actor.all_shops else actor.shop_ids
