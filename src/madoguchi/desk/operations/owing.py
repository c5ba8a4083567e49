"""What is owed in time in a conversation: the clocks that start when a customer begins to wait and
stop when they are answered, in the same transaction; and what other rooms owe in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import structlog
from msgspec.structs import replace

from madoguchi.clocks import operations as clocks
from madoguchi.clocks.contracts import (
    Basis,
    Calendar,
    ClockState,
    FrozenCalendar,
    Holder,
    KeptClock,
    Owing,
    Scope,
    Standard,
    Subject,
)
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.queries.book import Book, book
from madoguchi.clocks.queries.running import open_clocks, soonest
from madoguchi.clocks.rules import standards
from madoguchi.clocks.rules.freezing import frozen_in
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer
from madoguchi.customers.rules import tiers
from madoguchi.desk.contracts import Conversation
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx, View
from madoguchi.people import queries as people
from madoguchi.shops import queries as shops

REPLIES = frozenset({Subject.FIRST_REPLY, Subject.NEXT_REPLY})

Awaited = Literal["customer", "partner"]
STANDS_STILL: dict[Awaited, frozenset[Subject]] = {
    "customer": frozenset({Subject.CASE_RESOLUTION}),
    "partner": frozenset({Subject.NEXT_REPLY, Subject.CASE_RESOLUTION}),
}
"""What nobody can do while somebody else's answer is awaited. A first reply can always be given,
and what was promised stays promised.
"""

log = structlog.get_logger("madoguchi.desk")


def follow(
    tx: Tx, before: Conversation, after: Conversation, by: Doer, customer: Customer | None = None
) -> Conversation:
    """Take the steps that a change of a conversation asks of its clocks, and show what is due next.

    Whoever begins to wait starts a clock, an answer stops it, an end without one cancels it, and
    while a conversation sleeps it stands still; what was waiting for the customer goes on. Nothing
    is read where nothing of this has changed, as when a customer who waits already writes again.
    """
    waited, waits = before.waiting_since is not None, after.waiting_since is not None
    if waited == waits and (not waits or before.state == after.state):
        return after
    if not waited:
        if after.clock is not None:
            after = go_on(tx, after, "customer", by=by)
        first = after.first_reply_at is None
        subject = Subject.FIRST_REPLY if first else Subject.NEXT_REPLY
        started = owe(
            tx,
            after,
            subject,
            by=by,
            reason="customer_waits",
            since=after.waiting_since,
            customer=customer,
        )
        if started is None:
            return after
        every = [started] if after.clock is None else open_clocks(tx, after.id)
        return replace(after, clock=soonest(tx, every))
    steps = (_step(tx, clock, after, by) for clock in open_clocks(tx, after.id))
    return replace(after, clock=soonest(tx, [each for each in steps if each.ended_at is None]))


def _step(tx: Tx, clock: KeptClock, after: Conversation, by: Doer) -> KeptClock:
    """Take the step that a customer's wait, ended or put off, asks of one of its clocks."""
    if clock.owing.subject is Subject.CALLBACK and after.state == "resolved":
        return clocks.cancel(tx, clock.id, by=by, reason="resolved")
    if clock.owing.subject not in REPLIES:
        return clock
    if after.waiting_since is None:
        if after.state == "resolved":
            return clocks.cancel(tx, clock.id, by=by, reason="resolved")
        person_id = by.id if by.kind == "person" else None
        return clocks.stop(tx, clock.id, by=by, reason="answered", person_id=person_id)
    if after.state == "snoozed" and _stands_still(clock):
        return clocks.pause(tx, clock.id, by=by, reason="snoozed")
    if after.state == "open" and clock.state is ClockState.PAUSED and clock.reason == "snoozed":
        return clocks.resume(tx, clock.id, by=by, reason="awoke")
    return clock


def wait_for(tx: Tx, conversation: Conversation, awaited: Awaited, *, by: Doer) -> Conversation:
    """Let what cannot be done before somebody's answer stand still in a locked conversation.

    A customer who waits themselves is not waited for; what stands still already stays as it is.
    Returns the conversation with its countdown, to be saved.
    """
    if awaited == "customer" and conversation.waiting_since is not None:
        return conversation
    for clock in open_clocks(tx, conversation.id):
        if _stands_still(clock) and clock.owing.subject in STANDS_STILL[awaited]:
            clocks.pause(tx, clock.id, by=by, reason=f"waits_for_{awaited}")
    return show(tx, conversation)


def go_on(tx: Tx, conversation: Conversation, awaited: Awaited, *, by: Doer) -> Conversation:
    """Let go on what stood still until an answer that has come; what sleeps, sleeps on.

    Returns the conversation with its countdown, to be saved.
    """
    for clock in open_clocks(tx, conversation.id):
        if clock.state is ClockState.PAUSED and clock.reason == f"waits_for_{awaited}":
            clocks.resume(tx, clock.id, by=by, reason=f"{awaited}_answered")
            if conversation.state == "snoozed" and clock.owing.subject in REPLIES:
                clocks.pause(tx, clock.id, by=by, reason="snoozed")
    return show(tx, conversation)


def _stands_still(clock: KeptClock) -> bool:
    """Whether a clock can be paused: what is due at an instant is due then, whoever sleeps."""
    return clock.state is ClockState.RUNNING and clock.deadline is None


def show(tx: Tx, conversation: Conversation) -> Conversation:
    """Return a locked conversation with the countdown of its clock that is due next.

    To be called after any step of a clock in it, and saved.
    """
    return replace(conversation, clock=soonest(tx, open_clocks(tx, conversation.id)))


def owe(
    tx: Tx,
    conversation: Conversation,
    subject: Subject,
    *,
    by: Doer,
    reason: str,
    on: tuple[str, int] | None = None,
    since: datetime | None = None,
    promised: datetime | None = None,
    person_id: int | None = None,
    partner_id: int | None = None,
    customer: Customer | None = None,
) -> KeptClock | None:
    """Start the clock that the standards ask for here; None where nothing is owed.

    `on` names what it is owed on where that is not the conversation itself, such as
    `("promise", 7)`; it counts from `since`, now unless given. What a calendar cannot say is no
    reason to refuse what somebody says: then no clock starts, and the log tells why.
    """
    standing = book(tx)
    customer = customer or customers.find(tx, conversation.customer_id)
    whose = None if customer is None else customers.principal(tx, customer)
    kept = standing.standard(subject, places(conversation, whose))
    if kept is None:
        return None
    zone = None if customer is None else customer.zone
    try:
        calendar = calendar_for(
            tx,
            kept.standard,
            shop_id=conversation.shop_id,
            person_id=person_id,
            partner_id=partner_id,
            customer_zone=zone,
        )
        if calendar is None:
            return None
        kind, number = on or ("conversation", conversation.id)
        owing = Owing(
            subject=subject,
            kind=kind,
            id=number,
            conversation_id=conversation.id,
            shop_id=conversation.shop_id,
            person_id=person_id,
        )
        return clocks.start(
            tx, owing, kept, calendar, by=by, reason=reason, since=since, promised=promised
        )
    except CalendarError as error:
        log.warning("clock_not_started", conversation=conversation.id, detail=str(error))
        return None


def places(conversation: Conversation, customer: Customer | None) -> Sequence[Scope]:
    """Where a conversation stands, as standards ask: once for its customer's tier and each tag."""
    where = Scope(
        shop=conversation.shop_id, channel=conversation.channel, language=conversation.language
    )
    named = [] if customer is None else tiers(customer)
    return [replace(where, tier=tier) for tier in named] or [where]


def calendar_for(
    view: View,
    standard: Standard,
    *,
    shop_id: int | None,
    person_id: int | None = None,
    partner_id: int | None = None,
    customer_zone: str | None = None,
) -> FrozenCalendar | None:
    """Return the calendar that a standard counts on, as it stands now; None for one never open.

    Who has no calendar of their own works by that of a team of theirs, else by the shop's.
    """
    if standard.basis is Basis.ALWAYS:
        return standards.ALWAYS
    if standard.basis is Basis.CUSTOMER_DAY:
        assert standard.day is not None  # `standards.check` saw to it
        return standards.customer_day(customer_zone or "UTC", standard.day)
    standing = book(view)
    calendar = None
    if standard.basis is Basis.PERSON:
        calendar = _of_person(view, standing, person_id)
    elif standard.basis is Basis.PARTNER:
        calendar = standing.calendar(Holder.PARTNER, partner_id)
    if calendar is None:
        if shop_id is None:
            return standards.ALWAYS
        calendar = shops.calendar_of(view, shop_id)
    return None if calendar is None else frozen_in(calendar, view.now.year)


def _of_person(view: View, standing: Book, person_id: int | None) -> Calendar | None:
    if person_id is None:
        return None
    own = standing.calendar(Holder.PERSON, person_id)
    if own is not None:
        return own
    teams = sorted(people.actor_of(view, person_id).team_ids)
    return next((found for t in teams if (found := standing.calendar(Holder.TEAM, t))), None)
