"""Where a conversation stands: resolved, open again, asleep until, awake."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk import rules
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK, Actor


def resolve(tx: Tx, conversation_id: int, *, by: Actor) -> Conversation:
    """End a conversation; nobody waits any more, and the customer is asked what they thought."""
    before = timeline.lock_for(tx, conversation_id, by)
    if before.state == "resolved":
        return before
    ended = replace(
        before, state="resolved", resolved_at=tx.now, waiting_since=None, snoozed_until=None
    )
    return _with_line(tx, "resolved", before, ended, by, by=by.name or None)


def reopen(tx: Tx, conversation_id: int, *, by: Actor) -> Conversation:
    """Take a conversation up again."""
    before = timeline.lock_for(tx, conversation_id, by)
    if before.state == "open":
        return before
    opened = replace(before, state="open", resolved_at=None, snoozed_until=None)
    return _with_line(tx, "reopened", before, opened, by, by=by.name or None)


def snooze(tx: Tx, conversation_id: int, until: datetime, *, by: Actor) -> Conversation:
    """Put a conversation out of sight until an instant, or until the customer writes."""
    rules.check_snooze(until, tx.now)
    until = until.astimezone(UTC)
    before = timeline.lock_for(tx, conversation_id, by)
    asleep = replace(before, state="snoozed", snoozed_until=until, resolved_at=None)
    return _with_line(
        tx, "snoozed", before, asleep, by, by=by.name or None, until=until.isoformat()
    )


def wake(tx: Tx, conversation_id: int, *, by: Actor) -> Conversation:
    """Bring a snoozed conversation back into the inbox."""
    before = timeline.lock_for(tx, conversation_id, by)
    if before.state != "snoozed":
        return before
    awake = replace(before, state="open", snoozed_until=None)
    return _with_line(tx, "woke", before, awake, by)


def wake_due(tx: Tx, limit: int = 100) -> int:
    """Wake the conversations whose snooze is over; returns how many. For the worker."""
    ids = tx.execute(
        sa.select(conversation_table.c.id)
        .where(
            conversation_table.c.snoozed_until.is_not(None),
            conversation_table.c.snoozed_until <= tx.now,
        )
        .order_by(conversation_table.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).scalars()
    woken = [wake(tx, conversation_id, by=THE_DESK) for conversation_id in list(ids)]
    return len(woken)


def _with_line(
    tx: Tx,
    key: str,
    before: Conversation,
    after: Conversation,
    actor: Actor,
    **params: str | int | None,
) -> Conversation:
    changed, line = timeline.add_line(tx, after, key, **params)
    changed = owing.follow(tx, before, changed, actor.doer)
    saved = timeline.save(tx, before, changed)
    timeline.record(tx, f"conversation_{key}", actor.doer, saved, [line])
    return saved
