"""Missed calls: when nothing is owed to their callers any more."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.operations import callbacks, owed, steps
from madoguchi.channels.phone.queries.calls import MISSED, to_call
from madoguchi.channels.phone.tables import call_table
from madoguchi.kernel.transaction import Tx

_C = call_table.c


def lock_unsettled(tx: Tx, call_id: int) -> list[Call]:
    """Return the missed calls that a talk on this one settles, locked, the oldest first.

    Those are its conversation's, and the one that it calls back. To be called before the call
    itself is locked: everybody locks the older call first.
    """
    row = tx.execute(
        sa.select(_C.conversation_id, _C.callback_of).where(_C.id == call_id)
    ).one_or_none()
    if row is None:
        return []
    of_this = sa.or_(_C.conversation_id == row.conversation_id, _C.id == row.callback_of)
    found = tx.execute(
        sa.select(call_table)
        .where(of_this, *unsettled(), _C.id < call_id)
        .order_by(_C.id)
        .with_for_update()
    )
    return [to_call(each) for each in found]


def unsettled() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on calls whose callers still wait to be called back."""
    return (
        _C.direction == "in",
        _C.ending.in_(MISSED),
        _C.called_back_at.is_(None),
        _C.wrapped_at.is_(None),
    )


def settle(tx: Tx, missed: list[Call], talk: Call) -> None:
    """Note that we have spoken to callers whom we had missed.

    If we called, they were called back; if they called again, nobody owes it any more.
    """
    for each in missed:
        if talk.direction == "out":
            owed.stop(tx, each, talk.person_id)
            steps.save_call(tx, each, "call_returned", called_back_at=tx.now)
            callbacks.keep_promise(tx, each.id, talk.person_id)
        else:
            owed.cancel(tx, each)
            steps.save_call(tx, each, "call_settled", wrapped_at=tx.now)


def others_wait(tx: Tx, call: Call) -> bool:
    """Say whether another missed call of the conversation waits to be called back."""
    found = tx.execute(
        sa.select(_C.id)
        .where(_C.conversation_id == call.conversation_id, _C.id != call.id, *unsettled())
        .limit(1)
    ).first()
    return found is not None
