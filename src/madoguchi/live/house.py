"""What every socket of this process shares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from uuid import uuid4

import msgspec
import structlog

from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.channels.webchat.visitors import VISITOR_KEY, VisitorTokens
from madoguchi.customers.contracts import Page
from madoguchi.desk.queries.waits import estimated_wait
from madoguchi.kernel.errors import Refusal, Unavailable
from madoguchi.kernel.feed import Event
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.language.catalogue import CUSTOMER_LOCALES, best_locale
from madoguchi.live import frames
from madoguchi.live.departures import Departures
from madoguchi.live.floods import ADDRESS_HELLOS, VISITOR_MESSAGES, Floods, of_address
from madoguchi.live.hub import Hub
from madoguchi.live.presence import (
    SAID_AGAIN_SECONDS,
    Met,
    Presence,
    Typing,
    Whereabouts,
)
from madoguchi.live.queue import Queue, QueueBoard
from madoguchi.live.visits import Name, Visits
from madoguchi.live.wallboards import Wallboards
from madoguchi.people import queries as people
from madoguchi.settings import Settings
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Shop
from madoguchi.shops.queries import own_calendars
from madoguchi.shops.rules.opening import opens_at

log = structlog.get_logger("madoguchi.live")

OPENING_PRECISION = timedelta(seconds=5)
"""How late a socket may learn that its shop has opened or closed."""

WAIT_PRECISION = timedelta(seconds=2)
"""For how long an estimated wait is told again."""

COUNTER_SECONDS = 5.0
"""How late a customer may learn that somebody has come to the desk."""

BEAT_SECONDS = 3.0
"""How often desks are asked whether they are still there."""

_CHANGES_SIGHT = ("person_", "session_", "team_", "api_token_", "shop_")


class Counter(msgspec.Struct, frozen=True):
    """How a shop's counter stands: when it opens if closed, how long a reply is likely to take."""

    opens_at: datetime | None
    estimated_wait_s: int | None
    agents_online: bool


class Dismissable(Protocol):
    """A desk's socket, whose person may have been signed out, or may see other shops now."""

    async def recheck(self) -> None:
        """Find out who it is, and close it or change what it sees."""

    def show_viewers(self, conversation_id: int) -> None:
        """Say who looks at a conversation now, if this desk has had to do with it."""

    def beat(self) -> None:
        """Ask whether somebody is still there; where nobody has answered for long, let go."""


class LiveHouse:
    """The hub, presence and limits; made when the server starts, closed when it stops.

    `explain` turns a refusal into the body of a problem in a locale.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        keyring: Keyring,
        explain: Callable[[Refusal, str], msgspec.Struct],
    ) -> None:
        self.store = store
        self.settings = settings
        self.hub = Hub(store)
        self.explain = explain
        self.reply_key = keyring.key(REPLIES_PURPOSE)
        self.visitors = VisitorTokens(keyring.key(VISITOR_KEY))
        self.hellos = Floods(ADDRESS_HELLOS)
        self.says = Floods(VISITOR_MESSAGES)
        self.address_says = Floods(of_address(settings.address_rate))
        self.presence = Presence(uuid4().hex, store.wakeup.whisper, self._show_viewers)
        self.departures = Departures(store, self.presence)
        self._pages: dict[int, Page | None] = {}
        self.visits = Visits()
        self._changed_shops: set[int] = set()
        self._met: set[Name] = set()
        self._sighted: dict[int, asyncio.Future[frozenset[int]]] = {}
        self._waits: dict[int, tuple[datetime, asyncio.Future[int | None]]] = {}
        self._calendars = store.read_now(own_calendars)
        self._opening: dict[int, tuple[int, datetime, datetime | None]] = {}
        self._sockets: set[Dismissable] = set()
        self._rechecking = asyncio.Event()
        self._calendars_changed = asyncio.Event()
        self.hub.watch(self._notice)
        self.wallboards = Wallboards(store)
        self._loop = asyncio.get_running_loop()
        store.wakeup.hear(self._hear_from_thread)
        self._tasks = [
            asyncio.create_task(self.hub.run(), name="hub"),
            asyncio.create_task(self.wallboards.run(), name="wallboards"),
            asyncio.create_task(self.departures.run(), name="departures"),
            asyncio.create_task(self._say_again(), name="census"),
            asyncio.create_task(self._recheck(), name="recheck"),
            asyncio.create_task(self._read_calendars(), name="calendars"),
            asyncio.create_task(self._watch_counters(), name="counters"),
            asyncio.create_task(self._beat(), name="heartbeat"),
        ]

    def show_queue(self, queue: Queue) -> None:
        """Tell customers where they stand in a queue from now on."""
        board = QueueBoard(self.hub, queue)
        self._tasks.append(asyncio.create_task(board.run(), name="queue"))

    async def close(self) -> None:
        """Stop reading the feed."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.hub.close()
        self.wallboards.close()

    def keep(self, socket: Dismissable) -> None:
        """Ask a desk's socket again who it is whenever what staff may do has changed."""
        self._sockets.add(socket)

    def forget(self, socket: Dismissable) -> None:
        """Let a closed socket go."""
        self._sockets.discard(socket)

    def met(self, names: Collection[Name]) -> None:
        """Let every other socket of a visitor who is a customer now find that out."""
        self._look_again(names)
        self.presence.tell(Met(self.presence.node, [*names]))

    def _look_again(self, names: Collection[Name]) -> None:
        self._met.update(names)
        self._rechecking.set()

    async def counter(self, shop: Shop) -> Counter:
        """Return how a shop's counter stands: for a greeting, and for those who are there."""
        online = not (await self._answering(shop.id)).isdisjoint(self.presence.people_online())
        opens_at = self.opens_at(shop)
        # Of a closed shop the wait is told as its next opening.
        wait = await self._estimated_wait(shop.id) if online and opens_at is None else None
        return Counter(opens_at, wait, online)

    async def _answering(self, shop_id: int) -> frozenset[int]:
        """Return who may answer in a shop, asked for again when what somebody may see changes."""
        if (asking := self._sighted.get(shop_id)) is None:
            asking = asyncio.ensure_future(self.store.read(people.who_sees, shop_id))
            self._sighted[shop_id] = asking
        try:
            return await asyncio.shield(asking)
        except Exception:
            self._sighted.pop(shop_id, None)
            raise

    async def _estimated_wait(self, shop_id: int) -> int | None:
        """Return the wait that everybody at a shop's counter is told, asked for once in a while.

        A thousand visitors who come back at once share one look at the database.
        """
        now = self.store.clock()
        asked_until, asking = self._waits.get(shop_id, (now, None))
        if asking is None or now >= asked_until:
            asking = asyncio.ensure_future(self.store.read(estimated_wait, shop_id))
            self._waits[shop_id] = (now + WAIT_PRECISION, asking)
        try:
            return await asyncio.shield(asking)
        except Exception:
            self._waits.pop(shop_id, None)
            raise

    def opens_at(self, shop: Shop) -> datetime | None:
        """Return when a closed shop opens, None while it is open; looked up once in a while."""
        now = self.store.clock()
        known = self._opening.get(shop.id)
        if known is None or known[0] != shop.version or now >= known[1]:
            hours = self._calendars.get(shop.id, shop.hours)
            known = (shop.version, now + OPENING_PRECISION, opens_at(hours, now))
            self._opening[shop.id] = known
        return known[2]

    def refused(self, client_id: str, refusal: Refusal, locale: str) -> str:
        """Write the frame that tells a client what was not stored, and why."""
        problem = self.explain(refusal, best_locale(locale, CUSTOMER_LOCALES))
        return frames.frame(refused=client_id, problem=problem)

    def typing(self, signal: Typing) -> None:
        """Tell everybody concerned, here and in the other processes, that somebody types."""
        self._show_typing(signal)
        self.presence.tell(signal)

    def viewers_changed(self, conversation_id: int, shop_id: int) -> None:
        """Tell the desks of this process who looks at a conversation now."""
        frame = self.viewers_of(conversation_id)
        for reader in self.hub.desks():
            if reader.actor.sees(shop_id):
                reader.connection.push(frame)

    def customer_moved(self, customer_id: int, shop_id: int, page: Page | None) -> None:
        """Tell the desks of every process whether a customer is here, and on which page."""
        moved = Whereabouts(
            self.presence.node,
            customer_id,
            shop_id,
            self.presence.customer_here(customer_id),
            page,
        )
        self._show_whereabouts(moved)
        self.presence.tell(moved)

    def _show_whereabouts(self, moved: Whereabouts) -> None:
        customer_id, shop_id = moved.customer_id, moved.shop_id
        if not self.presence.customer_online(customer_id):
            self._pages.pop(customer_id, None)
        elif moved.here:
            self._pages[customer_id] = moved.page
        frame = self.presence_of(customer_id)
        for reader in self.hub.desks():
            if reader.actor.sees(shop_id):
                reader.connection.push(frame)

    def presence_of(self, customer_id: int) -> str:
        """Write the frame that says whether a customer is here, and on which page."""
        return frames.frame(
            presence={
                "customer_id": customer_id,
                "online": self.presence.customer_online(customer_id),
                "page": self._pages.get(customer_id),
            }
        )

    def viewers_of(self, conversation_id: int) -> str:
        """Write the frame that says who looks at a conversation."""
        return frames.frame(
            viewers={
                "conversation_id": conversation_id,
                "person_ids": self.presence.viewers(conversation_id),
            }
        )

    def _show_typing(self, signal: Typing) -> None:
        who: dict[str, object] = {"kind": signal.kind, "name": signal.name}
        shown = {"conversation_id": signal.conversation_id, "who": who, "on": signal.on}
        if signal.kind == "agent" and signal.customer_id is not None:
            frame = frames.frame(typing=shown)
            for connection in self.hub.chats_of(signal.customer_id):
                connection.push(frame)
        who["id"] = signal.id
        frame = frames.frame(typing=shown)
        for reader in self.hub.desks():
            mine = signal.kind == "agent" and reader.actor.person_id == signal.id
            if reader.actor.sees(signal.shop_id) and not mine:
                reader.connection.push(frame)

    def _hear_from_thread(self, text: str) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hear, text)

    def _hear(self, text: str) -> None:
        whisper = self.presence.hear(text)
        if isinstance(whisper, Typing) and whisper.node != self.presence.node:
            self._show_typing(whisper)
        elif isinstance(whisper, Met) and whisper.node != self.presence.node:
            self._look_again(whisper.names)
        elif isinstance(whisper, Whereabouts) and whisper.node != self.presence.node:
            self._show_whereabouts(whisper)

    def _show_viewers(self, conversation_id: int) -> None:
        for socket in self._sockets:
            socket.show_viewers(conversation_id)

    def _notice(self, entry: Event) -> None:
        if entry.kind.startswith("shop_") and entry.shop_id is not None:
            self._changed_shops.add(entry.shop_id)
        if entry.kind.startswith("calendar_"):
            self._calendars_changed.set()
        if entry.kind.startswith(_CHANGES_SIGHT):
            self._sighted.clear()
            self._rechecking.set()

    async def _read_calendars(self) -> None:
        while True:
            await self._calendars_changed.wait()
            self._calendars_changed.clear()
            try:
                self._calendars = await self.store.read(own_calendars)
                self._opening.clear()
            except Unavailable:
                await asyncio.sleep(COUNTER_SECONDS)
                self._calendars_changed.set()

    async def _recheck(self) -> None:
        while True:
            await self._rechecking.wait()
            self._rechecking.clear()
            shop_ids, self._changed_shops = self._changed_shops, set()
            names, self._met = self._met, set()
            checks = [socket.recheck for socket in self._sockets]
            checks += [visit.look_again for visit in self.visits.named(names)]
            checks += [partial(self._change_shop, shop_id) for shop_id in shop_ids]
            for check in checks:
                try:
                    await check()
                except Exception as error:
                    log.warning("socket_not_rechecked", detail=str(error))

    async def _change_shop(self, shop_id: int) -> None:
        if self.visits.of_shop(shop_id):
            shop = await self.store.read(shops.by_id, shop_id)
            for visit in self.visits.of_shop(shop_id):
                await visit.change_shop(shop)

    async def _watch_counters(self) -> None:
        """Tell customers when their shop's counter has changed; most of the time it has not."""
        told: dict[int, Counter] = {}
        while True:
            await asyncio.sleep(COUNTER_SECONDS)
            for shop in self.visits.shops():
                try:
                    counter = await self.counter(shop)
                except Exception as error:
                    log.warning("counter_unreadable", detail=str(error))
                    continue
                if told.get(shop.id) != counter:
                    told[shop.id] = counter
                    frame = frames.frame(presence=counter)
                    for visit in self.visits.of_shop(shop.id):
                        visit.tell(frame)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for socket in tuple(self._sockets):
                socket.beat()

    async def _say_again(self) -> None:
        while True:
            self.presence.tell_census()
            await asyncio.sleep(SAID_AGAIN_SECONDS)
