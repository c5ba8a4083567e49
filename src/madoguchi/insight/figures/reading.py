"""What the feed says, as events that move figures. Pure: who reads finds what is only named.

Every event that carries a conversation also says who is in charge of it and whether it is resolved;
a fold takes what it knows already for nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from madoguchi.insight.figures.calls import Call
from madoguchi.insight.figures.events import Event, Kind, Outcome, Survey, Where
from madoguchi.insight.figures.seen import (
    SeenCall,
    SeenChange,
    SeenClock,
    SeenConversation,
    SeenMessage,
    SeenOrder,
    SeenPromise,
    SeenShop,
    read_batch,
    read_call,
    read_changes,
    read_clock,
    read_conversation,
    read_departure,
    read_message,
    read_order,
    read_presence,
    read_promise,
    read_shop,
)
from madoguchi.kernel import feed
from madoguchi.kernel.time import from_microseconds

NO_MATTER = frozenset({"draft_kept", "customer_read", "agent_read", "message_redacted"})
"""Frequent kinds that move nothing, although some carry a conversation."""
_NOT_ORDERED = frozenset({"quote", "bid", "outbid", "not_won", "cancelled"})
"""States in which nothing has been ordered, or nothing any more."""
_OVER = ("delivered", "returned", "lost", "disposed", "cancelled", "not_won")
_REPLIES = frozenset({"first_reply", "next_reply"})

FindOrders = Callable[[Sequence[int]], Iterable[SeenOrder]]


class Reader:
    """Reads the feed in its order; knows each shop's hours as they stood at the last event read.

    `calendars` are digests of hours by shop, empty for one that never opens: there every hour
    counts. `hours` are those met for the first time, as JSON. `orders` finds those that an import
    only names, as they stand now: what they have become comes to the same as all they were.
    """

    def __init__(self, calendars: dict[int, str], orders: FindOrders = lambda _: ()) -> None:
        self.calendars = calendars
        self._orders = orders
        self.hours: dict[str, str] = {}

    def read(self, entry: feed.Event) -> list[Event]:
        """Return what an event of the feed means to figures."""
        if entry.kind in NO_MATTER:
            return []
        at = from_microseconds(entry.at)
        by_type: dict[str, list[SeenChange]] = {}
        for change in read_changes(entry.changes):
            if bytes(change.value) != b"null":
                by_type.setdefault(change.type, []).append(change)
        for change in by_type.get("shop", ()):
            self._learn(read_shop(change.value))
        found: list[Event] = []
        for change in by_type.get("departure", ()):
            left = read_departure(change.value)
            where = Where(entry.shop_id)
            found.append(Event(at=left.left_at, kind=Kind.LEFT, conversation=left.id, where=where))
        for change in by_type.get("conversation", ()):
            talk = read_conversation(change.value)
            said = [
                read_message(each.value) for each in by_type.get("message", ()) if each.version < 2
            ]
            found += self._of(entry, at, talk, said)
        for change in by_type.get("clock", ()):
            found += _of_clock(entry, at, read_clock(change.value))
        for change in by_type.get("call", ()):
            call = read_call(change.value)
            if call.direction == "in":
                found.append(_of_call(at, call))
        for change in by_type.get("promise", ()):
            found.append(_of_promise(at, read_promise(change.value)))
        for change in by_type.get("order", ()):
            found.append(_of_order(at, read_order(change.value)))
        for change in by_type.get("order_batch", ()):
            ids = read_batch(change.value).order_ids
            found += [_of_order(at, order) for order in self._orders(ids)]
        for change in by_type.get("presence", ()):
            person = read_presence(change.value)
            found.append(Event(at=at, kind=Kind.PRESENCE, agent=person.id, presence=person.state))
        return found

    def _of(
        self, entry: feed.Event, at: datetime, talk: SeenConversation, said: list[SeenMessage]
    ) -> Iterator[Event]:
        def event(kind: Kind, agent: int | None = None, score: int | None = None) -> Event:
            return Event(
                at=at,
                kind=kind,
                conversation=talk.id,
                customer=talk.customer_id,
                agent=agent,
                where=Where(talk.shop_id, talk.channel, talk.language, talk.team_id),
                calendar=self.calendars.get(talk.shop_id) or None,
                survey=Survey.SATISFACTION,
                score=score,
            )

        if talk.state != "resolved":
            yield event(Kind.REOPENED)
        yield event(Kind.ASSIGNED, talk.assignee_id)
        for message in said:
            kind = _meant(message)
            if message.at == at and kind is not None:
                yield event(kind, message.author.id if kind is Kind.AGENT_SAID else None)
        if talk.state == "resolved":
            yield event(Kind.RESOLVED, entry.by_id if entry.by_kind == "person" else None)
        if entry.kind == "conversation_resolved":
            yield event(Kind.SURVEYED)
        if entry.kind == "conversation_rated" and talk.rating is not None:
            yield event(Kind.RATED, score=talk.rating.score)

    def _learn(self, shop: SeenShop) -> None:
        written = msgspec.json.encode(shop.hours, order="deterministic")
        opens = any(shop.hours.weekly.values())
        digest = sha256(written).hexdigest()[:32] if opens else ""
        if self.calendars.get(shop.id) != digest:
            self.calendars[shop.id] = digest
            if opens:
                self.hours[digest] = written.decode()


def _of_order(at: datetime, order: SeenOrder) -> Event:
    begun = [when for state, when in order.reached.items() if state not in _NOT_ORDERED]
    # A bid is no order before it has won, and a quote none before it is taken up.
    bidden = order.journey == "auction" or "quote" in order.reached
    return Event(
        at=at,
        kind=Kind.ORDER,
        customer=(order.customer_id or 0) if begun else 0,
        number=order.id,
        version=order.version,
        placed=min(begun) if bidden and begun else order.placed_at,
        paid=order.paid_at,
        ended=min((order.reached[s] for s in _OVER if s in order.reached), default=None),
    )


def _of_clock(entry: feed.Event, at: datetime, clock: SeenClock) -> Iterator[Event]:
    owing = clock.owing
    if entry.kind == "clock_started" and owing.subject in _REPLIES and owing.conversation_id:
        yield Event(
            at=at,
            kind=Kind.CALENDAR,
            conversation=owing.conversation_id,
            calendar=clock.calendar,
            target=None if clock.target_ms is None else timedelta(milliseconds=clock.target_ms),
            due=clock.deadline,
        )
    if clock.breached_at is not None and owing.conversation_id:
        yield Event(
            at=clock.breached_at,
            kind=Kind.BREACHED,
            conversation=owing.conversation_id,
            agent=owing.person_id,
            where=Where(owing.shop_id),
            number=clock.id,
            subject=owing.subject,
        )


def _of_call(at: datetime, call: SeenCall) -> Event:
    target = call.ring_target_ms
    return Event(
        at=at,
        kind=Kind.CALL,
        conversation=call.conversation_id,
        agent=call.person_id if call.taken_at is not None else None,
        where=Where(call.shop_id, "phone", call.language, call.team_id, call.country),
        number=call.id,
        call=Call(
            came_at=call.came_at,
            cycle=timedelta(milliseconds=call.ring_cycle_ms),
            queued_at=call.queued_at,
            rang_at=call.rang_at,
            taken_at=call.taken_at,
            # Who speaks to the machine waits for nobody any more.
            ended_at=call.ended_at or (at if call.phase == "voicemail" else None),
            target=None if target is None else timedelta(milliseconds=target),
            abandoned=call.ending == "abandoned",
            callback_at=call.callback_at,
            callback_due=call.callback_due_at or call.wanted_at,
            called_back_at=call.called_back_at,
            settled=call.wrapped_at is not None,
        ),
    )


def _of_promise(at: datetime, promise: SeenPromise) -> Event:
    # Kept after it was broken, it was broken all the same; moved, it is open again.
    broken = promise.broken_at is not None and promise.state == "kept"
    return Event(
        at=at,
        kind=Kind.PROMISE,
        conversation=promise.conversation_id,
        agent=promise.owner_id,
        where=Where(promise.shop_id),
        number=promise.id,
        due=promise.due_at,
        outcome=Outcome.BROKEN if broken else promise.state,
    )


def _meant(message: SeenMessage) -> Kind | None:
    """What saying this means; None for notes, lines and what a machine wrote unasked."""
    if message.kind not in {"text", "choice"}:
        return None
    match message.author.kind:
        case "customer":
            automatic = message.mail is not None and message.mail.automatic is not None
            return None if automatic else Kind.CUSTOMER_SAID
        case "agent":
            # A program with a token replies as staff, but nobody has received the customer.
            return Kind.BOT_SAID if message.author.id is None else Kind.AGENT_SAID
        case "bot":
            return Kind.BOT_SAID
        case "system":
            return None
