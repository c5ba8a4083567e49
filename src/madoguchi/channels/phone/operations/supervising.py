"""Who else is on a call to see that it goes well: the agent sees it, and the audit log keeps it."""

from __future__ import annotations

from madoguchi.channels.phone.contracts.calls import Call, Supervision, Supervisor
from madoguchi.channels.phone.operations import steps
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx


def supervise(tx: Tx, call_id: int, person_id: int, how: Supervision) -> Call:
    """Note that a supervisor is on a call, or is so in another way now."""
    before = steps.lock_call(tx, call_id)
    if before.ended_at is not None:
        return before
    known = next((each for each in before.supervisors if each.person_id == person_id), None)
    there = Supervisor(person_id=person_id, how=how, since=tx.now if known is None else known.since)
    return steps.save_call(
        tx,
        before,
        "call_supervised",
        by=Doer("person", person_id),
        supervisors=[*_without(before, person_id), there],
    )


def leave(tx: Tx, call_id: int, person_id: int) -> Call:
    """Note that a supervisor is not on a call any more."""
    before = steps.lock_call(tx, call_id)
    rest = _without(before, person_id)
    if before.ended_at is not None or len(rest) == len(before.supervisors):
        return before
    return steps.save_call(
        tx,
        before,
        "call_supervision_ended",
        by=Doer("person", person_id),
        supervisors=rest,
    )


def _without(call: Call, person_id: int) -> list[Supervisor]:
    return [each for each in call.supervisors if each.person_id != person_id]
