"""What becomes of a call, step by step: each is an event, and a line where people should read it.

For the telephone's process, which carries the call and is right about it; staff act through it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call, Ending
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.operations import missed as unsettled
from madoguchi.channels.phone.operations import owed, steps
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.queries.calls import MISSED
from madoguchi.channels.phone.tables import call_table
from madoguchi.clocks.rules.rings import rings_counted
from madoguchi.desk.operations import calling
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people

_C = call_table.c


def enqueue(tx: Tx, call_id: int, *, sip_rang_at: datetime | None = None) -> Call:
    """Put a call into the queue; its place is kept from its first coming there."""
    before = steps.lock_live(tx, call_id)
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
        tx, steps.lock_live(tx, call_id), "call_language_chosen", language=language
    )


def ring(tx: Tx, call_id: int, person_ids: Collection[int]) -> Call:
    """Let a call ring at these desks and no other; with the first of all the clock starts."""
    before = steps.lock_call(tx, call_id)
    ringing = sorted(person_ids)
    if before.ended_at is not None or before.ringing == ringing:
        return before
    if before.rang_at is None and ringing:
        clock = owed.ringing(tx, before)
        return steps.save_call(
            tx,
            before,
            "call_rang",
            ringing=ringing,
            rang_at=tx.now,
            ring_target_ms=None if clock is None else clock.target_ms,
            clock_id=None if clock is None else clock.id,
        )
    return steps.save_call(tx, before, "call_rang", ringing=ringing)


def take(tx: Tx, call_id: int, person_id: int, *, at: datetime) -> Call:
    """Note who has taken a call, and when; rings are counted, and the clock stops.

    The telephone's process has decided who was first.
    """
    before = steps.lock_live(tx, call_id)
    rang_at = before.rang_at or at
    at = max(at, rang_at)
    rings = before.rings or rings_counted(at - rang_at, before.country)
    owed.stop(tx, before, person_id)
    return steps.save_call(
        tx,
        before,
        "call_taken",
        by=Doer("person", person_id),
        line=("call_taken", {"by": people.name_of(tx, person_id), "rings": rings}),
        holder=person_id,
        answered=True,
        phase="connecting",
        ringing=[],
        person_id=person_id,
        team_id=before.team_id or _team_of(tx, before, person_id),
        rings=rings,
        taken_at=before.taken_at or at,
    )


def connect(tx: Tx, call_id: int, *, sip_answered_at: datetime | None) -> Call:
    """Note that both hear each other: whoever waited for a call of ours waits no more."""
    missed = unsettled.lock_unsettled(tx, call_id)
    before = steps.lock_live(tx, call_id)
    connected = steps.save_call(
        tx,
        before,
        "call_connected",
        answered=True,
        phase="talking",
        talked_at=before.talked_at or tx.now,
        sip_answered_at=before.sip_answered_at or sip_answered_at,
    )
    unsettled.settle(tx, missed, connected)
    return connected


def hold(tx: Tx, call_id: int, *, held: bool) -> Call:
    """Note that a caller is held, or no longer."""
    phase = "held" if held else "talking"
    kind = "call_held" if held else "call_resumed"
    return steps.save_call(tx, steps.lock_live(tx, call_id), kind, phase=phase)


def requeue(
    tx: Tx, call_id: int, *, to_person: int | None = None, to_team: int | None = None
) -> Call:
    """Put a call back into the queue: handed to somebody, or its desk was lost."""
    before = steps.lock_live(tx, call_id)
    handed = to_person is not None or to_team is not None
    team = None if to_team is None else people.team(tx, to_team).name
    key = "call_handed_over" if handed else "call_requeued"
    params = {
        "by": people.name_of(tx, before.person_id),
        "to": people.name_of(tx, to_person),
        "team": team,
    }
    return steps.save_call(
        tx,
        before,
        key,
        line=(key, {name: value for name, value in params.items() if value}),
        phase="waiting",
        person_id=None,
        team_id=to_team or before.team_id,
        ringing=[],
        supervisors=[],
        guests=[],
    )


def speak_to_machine(tx: Tx, call_id: int, *, sip_answered_at: datetime | None) -> Call:
    """Note that the caller is asked to leave a message."""
    before = steps.lock_live(tx, call_id)
    owed.cancel(tx, before)
    answered = before.sip_answered_at or sip_answered_at
    return steps.save_call(
        tx, before, "call_to_voicemail", phase="voicemail", ringing=[], sip_answered_at=answered
    )


def end(tx: Tx, call_id: int, ending: Ending, *, sip_answered_at: datetime | None = None) -> Call:
    """End a call; whom nobody spoke to waits to be called back, in the conversation's queue."""
    before = steps.lock_call(tx, call_id)
    if before.ended_at is not None:
        return before
    if ending == "abandoned" and before.callback_at is not None:
        ending = "callback"  # they left because they had asked for it
    if ending == "talked" and before.talked_at is None:
        ending = "unanswered"  # taken, and put down before anybody was heard
    wrapping = ending == "talked" or (before.direction == "out" and before.person_id is not None)
    line = _line_of(tx, before)
    until = None
    if wrapping and before.person_id is not None:
        until = tx.now + timedelta(seconds=line.wrap_up_s)
    owed.cancel(tx, before)
    missed = before.direction == "in" and ending in MISSED
    # Nobody can call back who withheld their number; what they said to the machine can be heard,
    # and who called from the chat can be written to.
    missed = missed and (bool(before.number) or ending == "voicemail" or before.door == "chat")
    clock = owed.callback(tx, before) if missed and before.number else None
    seconds = 0
    if before.talked_at is not None:
        seconds = round((tx.now - before.talked_at).total_seconds())
    return steps.save_call(
        tx,
        before,
        "call_ended",
        line=("call_ended", {"ending": ending, "seconds": seconds, "call": before.id}),
        wanted=missed,
        phase="ended",
        ending=ending,
        ended_at=tx.now,
        ringing=[],
        guests=[],
        wrap_up_until=until,
        callback_at=_callback_since(before, ending, tx.now),
        callback_due_at=None if clock is None else clock.due_at,
        clock_id=None if clock is None else clock.id,
        supervisors=[],
        sip_answered_at=before.sip_answered_at or sip_answered_at,
    )


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


def _line_of(tx: Tx, call: Call) -> Line:
    line = lines.find(tx, call.line_id)
    assert line is not None  # lines are never deleted
    return line


def _team_of(tx: Tx, call: Call, person_id: int) -> int | None:
    """Return whose call it is that somebody takes.

    Of their teams it is the one that has the conversation, else the first.
    """
    teams = sorted(people.person(tx, person_id).team_ids)
    theirs = calling.lock(tx, call.conversation_id).team_id
    return theirs if theirs in teams else next(iter(teams), None)
