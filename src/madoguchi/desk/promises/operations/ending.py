"""What becomes of a promise: kept, broken, moved, withdrawn; each stands in the timeline."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.clocks import operations as clocks
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.promises import keeping, queries, rules
from madoguchi.desk.promises.contracts import Promise
from madoguchi.desk.promises.tables import promise_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM, Change
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_C = promise_table.c


def keep(
    tx: Tx,
    promise_id: int,
    *,
    by: Actor,
    conversation_id: int | None = None,
    seq: int | None = None,
) -> Promise:
    """Note that a promise was kept, by the message `seq` where it was one; a broken one, too late.

    `conversation_id`, where given, is the one that it must stand in. Twice is once.
    """
    conversation, promise, clock_id = _owed(tx, promise_id, by)
    if conversation_id not in {None, promise.conversation_id}:
        raise NotFound("promise.not_found")
    if promise.state == "kept":
        return promise
    rules.check_owed(promise)
    kept = keeping.save(
        tx, replace(promise, state="kept", kept_at=tx.now, kept_by=by.person_id, kept_seq=seq)
    )
    clocks.stop(tx, clock_id, by=by.doer, reason="promise_kept", person_id=by.person_id)
    after, line = timeline.add_line(
        tx,
        conversation,
        "promise_kept" if kept.due_at >= tx.now else "promise_kept_late",
        by=by.name or None,
        promise=kept.id,
        due_at=kept.due_at.isoformat(),
    )
    saved = timeline.save(tx, conversation, owing.show(tx, after))
    timeline.record(tx, "promise_kept", by.doer, saved, [line], [_change(kept)])
    return kept


def move(tx: Tx, promise_id: int, due_at: datetime, reason: str, *, by: Actor) -> Promise:
    """Agree with the customer on another time; a broken promise is then open again."""
    reason = rules.check_reason(reason)
    due_at = rules.check_due(due_at, tx.now)
    conversation, promise, clock_id = _owed(tx, promise_id, by)
    rules.check_owed(promise)
    if promise.due_at == due_at:
        return promise
    moved = keeping.save(tx, replace(promise, state="open", due_at=due_at, reason=reason))
    clocks.move(tx, clock_id, due_at, by=by.doer, reason=reason)
    after, line = timeline.add_line(
        tx,
        conversation,
        "promise_moved",
        by=by.name or None,
        promise=moved.id,
        due_at=due_at.isoformat(),
        reason=reason,
    )
    saved = timeline.save(tx, conversation, owing.show(tx, after))
    timeline.record(tx, "promise_moved", by.doer, saved, [line], [_change(moved)])
    return moved


def withdraw(tx: Tx, promise_id: int, reason: str, *, by: Actor) -> Promise:
    """Take a promise back: nothing is owed any more. Twice is once."""
    reason = rules.check_reason(reason)
    conversation, promise, clock_id = _owed(tx, promise_id, by)
    if promise.state == "withdrawn":
        return promise
    rules.check_owed(promise)
    ended = keeping.save(
        tx, replace(promise, state="withdrawn", withdrawn_at=tx.now, reason=reason)
    )
    clocks.cancel(tx, clock_id, by=by.doer, reason=reason)
    after, line = timeline.add_line(
        tx, conversation, "promise_withdrawn", by=by.name or None, promise=ended.id, reason=reason
    )
    saved = timeline.save(tx, conversation, owing.show(tx, after))
    timeline.record(tx, "promise_withdrawn", by.doer, saved, [line], [_change(ended)])
    return ended


def break_overdue(tx: Tx, promise_id: int) -> None:
    """Break a promise whose clock has run out. For the engine."""
    found = tx.execute(sa.select(_C.conversation_id).where(_C.id == promise_id)).scalar_one()
    before = timeline.lock(tx, found)
    promise, _ = keeping.locked(tx, promise_id)
    if promise.state != "open" or promise.due_at > tx.now:
        return  # somebody was quicker
    broken = keeping.save(tx, replace(promise, state="broken", broken_at=promise.due_at))
    after, line = timeline.add_line(
        tx,
        before,
        "promise_broken",
        promise=broken.id,
        owner=broken.owner_id,
        due_at=broken.due_at.isoformat(),
    )
    saved = timeline.save(tx, before, owing.show(tx, after))
    timeline.record(tx, "promise_broken", SYSTEM, saved, [line], [_change(broken)])


def _owed(tx: Tx, promise_id: int, by: Actor) -> tuple[Conversation, Promise, int]:
    """Lock a promise after its conversation; raises `NotFound` for those out of sight."""
    seen = queries.promise(tx, promise_id, by=by)
    conversation = timeline.lock_for(tx, seen.conversation_id, by)
    promise, clock_id = keeping.locked(tx, promise_id)
    return conversation, promise, clock_id


def _change(promise: Promise) -> Change:
    return Change("promise", promise.id, promise.version, promise)
