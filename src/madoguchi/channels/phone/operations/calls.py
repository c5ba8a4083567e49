"""What becomes of a call, step by step: each is an event, and a line where people should read it.

For the telephone's process, which carries the call and is right about it; staff act through it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call, Direction, Ending
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.operations import steps
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.queries.calls import MISSED, to_call
from madoguchi.channels.phone.tables import call_table
from madoguchi.clocks import operations as clocks
from madoguchi.clocks.contracts import Owing, Subject
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.queries.book import book
from madoguchi.clocks.rules.rings import cadence, rings_counted
from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer, Identity, Introduction
from madoguchi.customers.operations import name_as
from madoguchi.customers.rules.identities import e164
from madoguchi.desk.operations import calling, owing
from madoguchi.kernel.feed import SYSTEM, Doer
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people
from madoguchi.people.contracts import THE_DESK

PHONE = "phone"
"""The channel under which a caller is known by their number."""
MOST_ALIKE = 200
"""Customers whose last four digits are compared further; one in 10,000 has the same."""
_C = call_table.c


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the carrier announces it, or as we begin it."""

    external_id: str
    process: str
    number: str
    direction: Direction = "in"
    conversation_id: int | None = None
    person_id: int | None = None
    callback_of: int | None = None


def come(tx: Tx, line: Line, coming: Coming) -> Call:
    """Store a call and put it into its customer's conversation.

    The same call announced again is the stored one. A caller who withholds their number is
    somebody new each time.
    """
    number = e164(coming.number, line.country) or coming.number
    conversation, customer, also = calling.begin(
        tx,
        _introduced(tx, line, number, coming.external_id),
        line.languages[0],
        coming.conversation_id,
        phone=number or None,
    )
    incoming = coming.direction == "in"
    row = insert_unless_there(
        tx,
        call_table,
        version=1,
        line_id=line.id,
        shop_id=line.shop_id,
        conversation_id=conversation.id,
        customer_id=customer.id,
        direction=coming.direction,
        number=number,
        language=_language(line, customer),
        phase="greeting" if incoming else "dialling",
        ringing=[],
        person_id=coming.person_id,
        ring_cycle_ms=cadence(line.country).cycle,
        came_at=tx.now,
        callback_of=coming.callback_of,
        note="",
        recordings=[],
        process=coming.process,
        external_id=coming.external_id,
    )
    if row is None:
        stored = tx.execute(sa.select(call_table).where(_C.external_id == coming.external_id)).one()
        return to_call(stored)
    made = to_call(row)
    by = customer.doer if incoming else Doer("person", coming.person_id)
    calling.note_call(
        tx,
        conversation,
        "call_came" if incoming else "call_made",
        by,
        [*also, steps.change_of(made)],
        ("call_came" if incoming else "call_made", {"number": number or None,
         "by": _name(tx, coming.person_id)}),
        holder=None if incoming else coming.person_id,
        reopen=True,
    )  # fmt: skip
    return made


def enqueue(tx: Tx, call_id: int, *, sip_rang_at: datetime | None = None) -> Call:
    """Put a call into the queue; its place is kept from its first coming there."""
    before = steps.lock_call(tx, call_id)
    return steps.save_call(
        tx,
        before,
        "call_queued",
        phase="waiting",
        queued_at=before.queued_at or tx.now,
        sip_rang_at=before.sip_rang_at or sip_rang_at,
    )


def choose_language(tx: Tx, call_id: int, language: str) -> Call:
    """Note the language that a caller has chosen."""
    return steps.save_call(
        tx, steps.lock_call(tx, call_id), "call_language_chosen", language=language
    )


def ring(tx: Tx, call_id: int, person_ids: Collection[int]) -> Call:
    """Let a call ring at these desks and no other; with the first of all the clock starts."""
    before = steps.lock_call(tx, call_id)
    ringing = sorted(person_ids)
    if before.ended_at is not None or before.ringing == ringing:
        return before
    if before.rang_at is None and ringing:
        clock_id = _start_clock(tx, before)
        return steps.save_call(
            tx, before, "call_rang", ringing=ringing, rang_at=tx.now, clock_id=clock_id
        )
    return steps.save_call(tx, before, "call_rang", ringing=ringing)


def take(tx: Tx, call_id: int, person_id: int, *, at: datetime) -> Call:
    """Note who has taken a call, and when; rings are counted, and the clock stops.

    The telephone's process has decided who was first.
    """
    before = steps.lock_call(tx, call_id)
    rang_at = before.rang_at or at
    at = max(at, rang_at)
    rings = before.rings or rings_counted(at - rang_at, _country(tx, before))
    _stop_clock(tx, before, person_id)
    return steps.save_call(
        tx,
        before,
        "call_taken",
        by=Doer("person", person_id),
        line=("call_taken", {"by": _name(tx, person_id), "rings": rings}),
        holder=person_id,
        phase="connecting",
        ringing=[],
        person_id=person_id,
        rings=rings,
        taken_at=before.taken_at or at,
    )


def connect(tx: Tx, call_id: int, *, sip_answered_at: datetime | None) -> Call:
    """Note that both hear each other."""
    before = steps.lock_call(tx, call_id)
    return steps.save_call(
        tx,
        before,
        "call_connected",
        phase="talking",
        talked_at=before.talked_at or tx.now,
        sip_answered_at=before.sip_answered_at or sip_answered_at,
    )


def hold(tx: Tx, call_id: int, *, held: bool) -> Call:
    """Note that a caller is held, or no longer."""
    phase = "held" if held else "talking"
    kind = "call_held" if held else "call_resumed"
    return steps.save_call(tx, steps.lock_call(tx, call_id), kind, phase=phase)


def requeue(
    tx: Tx, call_id: int, *, to_person: int | None = None, to_team: int | None = None
) -> Call:
    """Put a call back into the queue: handed to somebody, or its desk was lost."""
    before = steps.lock_call(tx, call_id)
    handed = to_person is not None or to_team is not None
    team = None if to_team is None else people.team(tx, to_team).name
    key = "call_handed_over" if handed else "call_requeued"
    params = {"by": _name(tx, before.person_id), "to": _name(tx, to_person), "team": team}
    return steps.save_call(
        tx,
        before,
        key,
        line=(key, {name: value for name, value in params.items() if value}),
        phase="waiting",
        person_id=None,
        team_id=to_team or before.team_id,
        ringing=[],
    )


def speak_to_machine(tx: Tx, call_id: int, *, sip_answered_at: datetime | None) -> Call:
    """Note that the caller is asked to leave a message."""
    before = steps.lock_call(tx, call_id)
    _cancel_clock(tx, before)
    answered = before.sip_answered_at or sip_answered_at
    return steps.save_call(
        tx, before, "call_to_voicemail", phase="voicemail", ringing=[], sip_answered_at=answered
    )


def end(tx: Tx, call_id: int, ending: Ending, *, sip_answered_at: datetime | None = None) -> Call:
    """End a call; whom nobody spoke to waits to be called back, in the conversation's queue."""
    before = steps.lock_call(tx, call_id)
    if before.ended_at is not None:
        return before
    wrapping = ending == "talked" or (before.direction == "out" and before.person_id is not None)
    line = _line_of(tx, before)
    until = None
    if wrapping and before.person_id is not None:
        until = tx.now + timedelta(seconds=line.wrap_up_s)
    _cancel_clock(tx, before)
    missed = before.direction == "in" and ending in MISSED
    seconds = 0
    if before.talked_at is not None:
        seconds = round((tx.now - before.talked_at).total_seconds())
    ended = steps.save_call(
        tx,
        before,
        "call_ended",
        line=("call_ended", {"ending": ending, "seconds": seconds, "call": before.id}),
        wanted=missed,
        phase="ended",
        ending=ending,
        ended_at=tx.now,
        ringing=[],
        wrap_up_until=until,
        callback_at=_callback_since(before, ending, tx.now),
        sip_answered_at=before.sip_answered_at or sip_answered_at,
    )
    if before.callback_of is not None and ending == "talked":
        first = steps.lock_call(tx, before.callback_of)
        if first.called_back_at is None:
            steps.save_call(tx, first, "call_returned", called_back_at=tx.now)
    return ended


def drop_all(tx: Tx, *, but: str | None = None) -> list[int]:
    """End the calls of every telephone process that is no more; returns their ids.

    `but` is the process that lives. They are offered for callback like any missed call.
    """
    statement = sa.select(_C.id).where(_C.ended_at.is_(None)).order_by(_C.id)
    if but is not None:
        statement = statement.where(_C.process != but)
    found = list(tx.execute(statement).scalars())
    for call_id in found:
        end(tx, call_id, "dropped")
    return found


def _callback_since(call: Call, ending: Ending, now: datetime) -> datetime | None:
    """A caller keeps the place they had: the time at which they came into the queue."""
    if call.direction == "out" or ending not in ("callback", "dropped"):
        return call.callback_at
    return call.queued_at or now


def _introduced(tx: Tx, line: Line, number: str, external_id: str) -> Introduction:
    """Return what a call tells of its caller.

    A customer whose profile has the number, and nobody else's, is known by it from now on.
    """
    identity = Identity(PHONE, number or external_id)
    if number and customers.find_by_identity(tx, line.shop_id, identity) is None:
        # However a number is written, its last four digits stand together.
        same = [
            each
            for each in customers.search(tx, number[-4:], by=THE_DESK, limit=MOST_ALIKE)
            if each.shop_id == line.shop_id and e164(each.phone or "", line.country) == number
        ]
        if len(same) == 1:
            name_as(tx, same[0], (identity,))
    return Introduction(
        shop_id=line.shop_id, identities=(identity,), name=number, locale=line.languages[0]
    )


def _name(tx: Tx, person_id: int | None) -> str | None:
    return None if person_id is None else people.person(tx, person_id).name


def _line_of(tx: Tx, call: Call) -> Line:
    line = lines.find(tx, call.line_id)
    assert line is not None  # lines are never deleted
    return line


def _country(tx: Tx, call: Call) -> str:
    return _line_of(tx, call).country


def _language(line: Line, customer: Customer) -> str:
    """Until the caller has chosen: what we know them to speak, where the line speaks it."""
    known = customer.locale
    return known if known is not None and known in line.languages else line.languages[0]


def _start_clock(tx: Tx, call: Call) -> int | None:
    """Start the clock of the ringing, where a standard asks for one."""
    conversation = calling.lock(tx, call.conversation_id)
    customer = customers.find(tx, call.customer_id)
    kept = book(tx).standard(Subject.PHONE_ANSWER, owing.places(conversation, customer))
    if kept is None:
        return None
    try:
        calendar = owing.calendar_for(tx, kept.standard, shop_id=call.shop_id)
        if calendar is None:
            return None
        owed = Owing(
            subject=Subject.PHONE_ANSWER,
            kind="call",
            id=call.id,
            conversation_id=call.conversation_id,
            shop_id=call.shop_id,
        )
        started = clocks.start(
            tx, owed, kept, calendar, by=SYSTEM, reason="call_rings", line=_country(tx, call)
        )
    except CalendarError:
        return None
    return started.id


def _stop_clock(tx: Tx, call: Call, person_id: int) -> None:
    clock_id = _clock_of(tx, call)
    if clock_id is not None:
        by = Doer("person", person_id)
        clocks.stop(tx, clock_id, by=by, reason="answered", person_id=person_id)
        tx.execute(call_table.update().where(_C.id == call.id).values(clock_id=None))


def _cancel_clock(tx: Tx, call: Call) -> None:
    clock_id = _clock_of(tx, call)
    if clock_id is not None:
        clocks.cancel(tx, clock_id, by=SYSTEM, reason="call_ended")
        tx.execute(call_table.update().where(_C.id == call.id).values(clock_id=None))


def _clock_of(tx: Tx, call: Call) -> int | None:
    found: int | None = tx.execute(sa.select(_C.clock_id).where(_C.id == call.id)).scalar_one()
    return found
