"""After a call: what came of it."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call, WrapUp
from madoguchi.channels.phone.operations import steps
from madoguchi.channels.phone.tables import call_table
from madoguchi.desk import operations as desk
from madoguchi.desk.promises.contracts import PromiseDraft
from madoguchi.desk.promises.operations.making import promise
from madoguchi.kernel.errors import Conflict, Invalid, NotFound
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean
from madoguchi.people.contracts import Actor

NOTE_LIMIT = 2_000
_C = call_table.c


def wrap_up(tx: Tx, call_id: int, done: WrapUp, *, by: Actor) -> Call:
    """Note what came of a call, by whoever spoke or a supervisor; then they are free again.

    What is solved resolves the conversation; a promise is made in it. A missed call that needs no
    answer is wrapped up the same way. Raises `Conflict` while the call goes on.
    """
    before = steps.lock_call(tx, call_id)
    if not by.sees(before.shop_id):
        raise NotFound("phone.call_not_found")
    if before.ended_at is None:
        raise Conflict("phone.call_goes_on")
    note = clean(done.note).strip()
    if len(note) > NOTE_LIMIT:
        raise Invalid("phone.note_too_long", field="note", limit=NOTE_LIMIT)
    if before.wrapped_at is not None:
        return before
    wrapped = steps.save_call(
        tx,
        before,
        "call_wrapped_up",
        by=by.doer,
        outcome=done.outcome,
        note=note,
        wrap_up_until=None,
        wrapped_at=tx.now,
    )
    if done.promise is not None:
        draft = PromiseDraft(text=done.promise, due_at=done.due_at)
        promise(tx, before.conversation_id, draft, by=by)
    if done.outcome in ("solved", "wrong_number"):
        desk.resolve(tx, before.conversation_id, by=by)
    return wrapped


def end_wrap_ups(tx: Tx, limit: int = 100) -> int:
    """End the wrapping-up whose time is over; what came of the call can still be noted."""
    due = tx.execute(
        sa.select(_C.id)
        .where(_C.wrap_up_until.is_not(None), _C.wrap_up_until <= tx.now)
        .order_by(_C.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).scalars()
    ids = list(due)
    for call_id in ids:
        steps.save_call(tx, steps.lock_call(tx, call_id), "call_wrap_up_over", wrap_up_until=None)
    return len(ids)
