"""Colleagues whom somebody asks into a call, as its customer's conversation tells of them."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.channels.phone.contracts.calls import Call, Guest
from madoguchi.channels.phone.operations import steps
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people


def ask(tx: Tx, call_id: int, person_id: int, by_id: int) -> Call:
    """Let a colleague be asked into a call."""
    before = steps.lock_live(tx, call_id)
    if _find(before, person_id) is not None:
        return before
    guest = Guest(person_id=person_id, asked_by=by_id, asked_at=tx.now, entered_at=None)
    return steps.save_call(
        tx,
        before,
        "call_colleague_asked",
        by=Doer("person", by_id),
        guests=[*before.guests, guest],
    )


def enter(tx: Tx, call_id: int, person_id: int) -> Call:
    """Note that a colleague is on the call."""
    before = steps.lock_live(tx, call_id)
    guest = _find(before, person_id)
    if guest is None:
        return before
    there = replace(guest, entered_at=tx.now)
    return steps.save_call(
        tx,
        before,
        "call_colleague_entered",
        by=Doer("person", person_id),
        line=("call_joined", {"by": people.name_of(tx, person_id)}),
        guests=[*_others(before, person_id), there],
    )


def leave(tx: Tx, call_id: int, person_id: int) -> Call:
    """Note that a colleague is not, or no longer, on the call."""
    before = steps.lock_live(tx, call_id)
    if _find(before, person_id) is None:
        return before
    return steps.save_call(
        tx,
        before,
        "call_colleague_left",
        by=Doer("person", person_id),
        guests=_others(before, person_id),
    )


def pass_on(tx: Tx, call_id: int, person_id: int) -> Call:
    """Note that a colleague who is on the call has it now, and the conversation with it."""
    before = steps.lock_live(tx, call_id)
    names = {
        "by": people.name_of(tx, before.person_id),
        "to": people.name_of(tx, person_id),
    }
    return steps.save_call(
        tx,
        before,
        "call_passed_on",
        line=("call_handed_over", {key: name for key, name in names.items() if name}),
        holder=person_id,
        phase="talking",
        person_id=person_id,
        guests=_others(before, person_id),
    )


def _find(call: Call, person_id: int) -> Guest | None:
    return next((each for each in call.guests if each.person_id == person_id), None)


def _others(call: Call, person_id: int) -> list[Guest]:
    return [each for each in call.guests if each.person_id != person_id]
