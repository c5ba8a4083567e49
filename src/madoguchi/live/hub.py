"""The hub reads the feed and hands each event to the sockets of this process that may see it.

It is only ever behind the database, never beside it: what it has not read, it reads next.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable

import structlog

from madoguchi.kernel import feed
from madoguchi.kernel.feed import Event, Position
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import View
from madoguchi.live import frames
from madoguchi.live.connection import Connection
from madoguchi.people.contracts import Actor

PAGE = 1000
REPLAY_LIMIT = 5000
"""A desk further behind than this fetches a fresh snapshot instead."""
LOOK_EVERY_SECONDS = 0.25
"""How often the feed is read without having been woken: the cost of a lost wake-up."""
PAUSE_AFTER_FAILURE_SECONDS = 0.5

log = structlog.get_logger("madoguchi.live")


class DeskReader:
    """A socket of a member of staff, and what they may see."""

    __slots__ = ("actor", "connection")

    def __init__(self, connection: Connection, actor: Actor) -> None:
        self.connection = connection
        self.actor = actor

    def sees(self, entry: Event) -> bool:
        """Say whether an event is for this reader."""
        if entry.person_id is not None:
            return entry.person_id == self.actor.person_id
        return self.actor.sees(entry.shop_id)


class Hub:
    """Start `run` as a task; cancel it, then `close`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._woken = threading.Event()
        self._handed_out = threading.Event()
        self._stop = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._unsubscribe = store.wakeup.subscribe(self._woken.set)
        self._desks: set[DeskReader] = set()
        self._chats: dict[int, set[Connection]] = defaultdict(set)
        self._talks: dict[int, int] = {}
        self._watchers: list[Callable[[Event], None]] = []
        self.position: Position | None = None

    def watch(self, watcher: Callable[[Event], None]) -> None:
        """Call `watcher` with every event from now on, on the event loop."""
        self._watchers.append(watcher)

    def join_desk(self, connection: Connection, actor: Actor) -> DeskReader:
        """Send events to a member of staff from now on."""
        reader = DeskReader(connection, actor)
        self._desks.add(reader)
        return reader

    def leave_desk(self, reader: DeskReader) -> None:
        """Stop sending."""
        self._desks.discard(reader)

    def join_chat(self, connection: Connection, customer_id: int) -> None:
        """Send a customer's part of events to them from now on."""
        self._chats[customer_id].add(connection)

    def leave_chat(self, connection: Connection, customer_id: int) -> None:
        """Stop sending."""
        sockets = self._chats.get(customer_id)
        if sockets is not None:
            sockets.discard(connection)
            if not sockets:
                del self._chats[customer_id]
                self._talks.pop(customer_id, None)

    def chats_of(self, customer_id: int) -> tuple[Connection, ...]:
        """Return the sockets that a customer has open in this process."""
        return tuple(self._chats.get(customer_id, ()))

    def talk_of(self, customer_id: int) -> int | None:
        """Return the newest conversation of which a customer has been told while they were here.

        Staff may have opened it, or the customer in another tab.
        """
        return self._talks.get(customer_id)

    def desks(self) -> tuple[DeskReader, ...]:
        """Return the sockets of staff in this process."""
        return tuple(self._desks)

    async def run(self) -> None:
        """Read and hand out until cancelled; a database that is away is waited for."""
        # A thread of its own reads: a commit wakes it at once, not by way of the event loop and
        # the other readers, each a change of threads.
        thread = threading.Thread(target=self._follow, name="hub", daemon=True)
        thread.start()
        try:
            await asyncio.Event().wait()
        finally:
            self._stop.set()
            self._woken.set()
            self._handed_out.set()
            await asyncio.to_thread(thread.join)

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                if self.position is None:
                    self.position = self._store.read_now(
                        lambda view: feed.last_position(view.connection)
                    )
                while self._read_page():
                    pass
                self._woken.wait(LOOK_EVERY_SECONDS)
            except Exception as error:
                log.warning("feed_unreadable", detail=str(error))
                self._stop.wait(PAUSE_AFTER_FAILURE_SECONDS)

    def _read_page(self) -> bool:
        """Have one page handed out, and wait for that; returns whether there may be more.

        What comes in meanwhile is one page the next time, so a busy loop is asked less often.
        """
        self._woken.clear()
        after = self.position
        assert after is not None
        entries = self._store.glance_now(_read, after, PAGE)
        if entries and not self._stop.is_set():
            self._handed_out.clear()
            self._loop.call_soon_threadsafe(self._take_over, entries)
            self._handed_out.wait()
            if self.position == after:
                self._stop.wait(PAUSE_AFTER_FAILURE_SECONDS)
        return len(entries) == PAGE and not self._stop.is_set()

    def _take_over(self, entries: list[Event]) -> None:
        """Hand out on the event loop; what cannot be handed out is read again."""
        try:
            self._hand_out(entries)
            self.position = entries[-1].position
        except Exception as error:
            log.warning("feed_not_handed_out", exc_info=error)
        finally:
            self._handed_out.set()

    def _hand_out(self, entries: list[Event]) -> None:
        position = entries[-1].position
        for watcher in self._watchers:
            for entry in entries:
                watcher(entry)
        written = [frames.event(entry, entry.changes) for entry in entries] if self._desks else []
        # Desks that see the same shops get the same frame: it is written once.
        shared: dict[object, str | None] = {}
        private = any(entry.person_id is not None for entry in entries)
        for reader in tuple(self._desks):
            actor = reader.actor
            audience = (
                actor.all_shops or actor.shop_ids,
                actor.person_id if private else None,
            )
            if audience not in shared:
                seen = [
                    text for entry, text in zip(entries, written, strict=True) if reader.sees(entry)
                ]
                shared[audience] = frames.events(position, seen) if seen else None
            frame = shared[audience]
            if frame is not None:
                reader.connection.push(frame)
        if self._chats:
            self._hand_out_to_chats(entries)

    def _hand_out_to_chats(self, entries: list[Event]) -> None:
        for entry in entries:
            if entry.customer_id is None or entry.chat_changes is None:
                continue
            sockets = self._chats.get(entry.customer_id)
            if sockets:
                talk = entry.conversation_id
                if talk is not None and talk > self._talks.get(entry.customer_id, 0):
                    self._talks[entry.customer_id] = talk
                frame = frames.events(
                    entry.position, (frames.event(_discreet(entry), entry.chat_changes),)
                )
                for connection in tuple(sockets):
                    connection.push(frame)

    async def replay(self, reader: DeskReader, after: Position) -> None:
        """Send a desk everything after a position, then let go of what was held meanwhile.

        The connection must be held. A position too far back, or from another life of the database
        (a backup was restored), gets `reset`.
        """
        entries, known = await self._store.read(_replay, after)
        if len(entries) > REPLAY_LIMIT or not known:
            reader.connection.release(frames.frame(reset=True))
            return
        seen = [frames.event(entry, entry.changes) for entry in entries if reader.sees(entry)]
        position = entries[-1].position if entries else after
        reader.connection.release(frames.events(position, seen))

    def close(self) -> None:
        """Stop being woken."""
        self._unsubscribe()


def _read(view: View, after: Position, limit: int) -> list[Event]:
    return feed.read(view.connection, after, limit)


def _replay(view: View, after: Position) -> tuple[list[Event], bool]:
    """Return what came after a position, and whether this life of the database knows it."""
    entries = feed.read(view.connection, after, REPLAY_LIMIT + 1)
    restored_since = any(entry.kind == feed.RESTORED for entry in entries)
    return entries, feed.holds(view.connection, after) and not restored_since


def _discreet(entry: Event) -> Event:
    """Return an event as a customer may know it: not who of the staff did what among themselves."""
    if entry.by_kind == "customer":
        return entry
    return entry._replace(kind="conversation_changed", by_id=None)
