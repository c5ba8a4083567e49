"""What becomes of deliveries: taken by one worker at a time, tried, settled, tried again later."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
import structlog

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.lists import among
from madoguchi.kernel.outbox import Delivery, NewDelivery, delivery_table
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx, View

PAUSES = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
"""Seconds before each further attempt; after the last the delivery has failed for good."""

HOLD = timedelta(seconds=60)
"""How long a worker may take over one attempt before another may try."""

MOST_TRIES = 3
"""How often `carry_out` tries work of our own before it gives it up."""

_D = delivery_table.c
_NEXT_DUE = Prepared(
    sa.select(_D.next_attempt_at)
    .where(_D.state == "pending", among(_D.kind, "kinds"))
    .order_by(_D.next_attempt_at)
    .limit(1)
)

log = structlog.get_logger("madoguchi.kernel")


class Outcome(msgspec.Struct, frozen=True):
    """What an attempt came to; `final` means that trying again is pointless."""

    ok: bool
    status: int | None
    answer: str
    took_ms: int
    final: bool = False


def queue(tx: Tx, new: NewDelivery, *, due: datetime | None = None) -> int:
    """Queue a delivery for an instant, or for now; returns its id.

    Where neither is wanted `tx.deliver` costs less.
    """
    values = {
        "kind": new.kind,
        "target_id": new.target_id,
        "payload": new.payload,
        "state": "pending",
        "attempts": 0,
        "next_attempt_at": due or tx.now,
        "created_at": tx.now,
    }
    added = delivery_table.insert().values(**values).returning(_D.id)
    return int(tx.execute(added).scalar_one())


def claim(
    tx: Tx, limit: int, kinds: Collection[str], *, busy: Collection[tuple[str, int]] = ()
) -> list[Delivery]:
    """Take up to `limit` deliveries that are due; no other worker gets them for `HOLD`.

    `kinds` are those the caller can send; of the `busy` targets (kind, id) none is taken, so that
    a slow one does not keep the others waiting.
    """
    due = (
        sa.select(_D.id)
        .where(*_due(tx.now, kinds))
        .where(sa.tuple_(_D.kind, _D.target_id).not_in(busy))
        .order_by(_D.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(
        delivery_table.update()
        .where(_D.id.in_(due.scalar_subquery()))
        .values(next_attempt_at=tx.now + HOLD, attempts=_D.attempts + 1)
        .returning(delivery_table)
    ).mappings()
    return sorted((Delivery(**row) for row in rows), key=lambda delivery: delivery.id)


def next_due(view: View, kinds: Collection[str]) -> datetime | None:
    """Return when the next delivery is due, None where none is waiting.

    One prepared statement, so a glance will do for it: see `Store.glance_now`.
    """
    rows = view.run(_NEXT_DUE, kinds=[*kinds])
    return rows[0][0] if rows else None


def settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    """Note how an attempt ended: done, to be tried again after a pause, or failed for good."""
    values: dict[str, object] = {
        "status": outcome.status,
        "answer": outcome.answer[:2000],
        "took_ms": outcome.took_ms,
    }
    if outcome.ok:
        values |= {"state": "done", "done_at": tx.now}
    elif outcome.final or delivery.attempts > len(PAUSES):
        values |= {"state": "failed", "done_at": tx.now}
    else:
        pause = timedelta(seconds=PAUSES[delivery.attempts - 1])
        values |= {"next_attempt_at": tx.now + pause}
    tx.execute(delivery_table.update().where(_D.id == delivery.id).values(values))


def retry(tx: Tx, delivery_id: int, due: datetime) -> None:
    """Let a delivery be tried at an instant with its attempts counted from the start."""
    tx.execute(
        delivery_table.update()
        .where(_D.id == delivery_id)
        .values(state="pending", attempts=0, next_attempt_at=due, done_at=None)
    )


def hold(tx: Tx, delivery: Delivery) -> None:
    """Keep a claimed delivery for `HOLD` more: an attempt that takes long says so in time."""
    tx.execute(
        delivery_table.update().where(_D.id == delivery.id).values(next_attempt_at=tx.now + HOLD)
    )


def give_back(tx: Tx, delivery: Delivery, until: datetime) -> None:
    """Return a claimed delivery unattempted, to be tried at an instant."""
    tx.execute(
        delivery_table.update()
        .where(_D.id == delivery.id)
        .values(next_attempt_at=until, attempts=_D.attempts - 1)
    )


def hold_back(tx: Tx, kind: str, target_id: int, until: datetime) -> None:
    """Let everything that waits for a target wait until an instant: the target takes nothing."""
    tx.execute(
        delivery_table.update().where(*_waiting_for(kind, target_id)).values(next_attempt_at=until)
    )


def hurry(tx: Tx, kind: str, target_id: int, *, untried: bool) -> None:
    """Let what rests after a failure be tried now: its target has changed.

    With `untried` so does what has never been tried; without, that keeps the time it is meant for.
    What is being tried at this moment is left alone.
    """
    tx.execute(
        delivery_table.update()
        .where(
            *_waiting_for(kind, target_id),
            # Whoever tries one holds it for no longer than this; a longer wait is a pause.
            _D.next_attempt_at > tx.now + HOLD,
            *(() if untried else (_D.attempts > 0,)),
        )
        .values(next_attempt_at=tx.now)
    )


def forget(tx: Tx, before: datetime, limit: int) -> int:
    """Delete what was done or given up before an instant; returns how many rows."""
    old = (
        sa.select(_D.id)
        .where(_D.state.in_(("done", "failed")), _D.done_at < before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tx.execute(delivery_table.delete().where(_D.id.in_(old.scalar_subquery()))).rowcount


def forget_answers(tx: Tx, after: int, concerns: Callable[[str], bool], limit: int) -> int | None:
    """Empty the answers of a page of deliveries, after an id, that concern somebody.

    Whoever answers may say what they were sent. Returns the id to go on after, None at the end.
    """
    rows = tx.execute(
        sa.select(_D.id, _D.answer)
        .where(_D.id > after, _D.answer != "")
        .order_by(_D.id)
        .limit(limit)
    ).all()
    naming = [row.id for row in rows if concerns(row.answer)]
    if naming:
        tx.execute(delivery_table.update().where(_D.id.in_(naming)).values(answer=""))
    return rows[-1].id if len(rows) == limit else None


async def carry_out(
    store: Store, delivery: Delivery, work: Awaitable[None], give_up: Callable[[Tx, int], object]
) -> None:
    """Do work of our own that a delivery asks for, and settle it.

    What breaks off is tried again; the last time `give_up` is told the target's id. Where `work`
    raises `NotFound`, what it was asked about is gone, and there is nothing to do any more.
    """
    begun = time.monotonic()
    try:
        await work
    except NotFound:
        await store.write(settle, delivery, Outcome(True, None, "gone", took_since(begun)))
    except Exception as error:
        log.exception(
            "work_broke", kind=delivery.kind, target=delivery.target_id, attempt=delivery.attempts
        )
        last = delivery.attempts >= MOST_TRIES
        broken = Outcome(False, None, type(error).__name__, took_since(begun), final=last)
        if last:
            await store.write(_settle_last, delivery, broken, give_up)
        else:
            await store.write(settle, delivery, broken)
    else:
        await store.write(settle, delivery, Outcome(True, None, "", took_since(begun)))


def took_since(begun: float) -> int:
    """Return the whole milliseconds since a moment of the monotonic clock, for `Outcome`."""
    return round((time.monotonic() - begun) * 1000)


def _settle_last(
    tx: Tx, delivery: Delivery, outcome: Outcome, give_up: Callable[[Tx, int], object]
) -> None:
    give_up(tx, delivery.target_id)
    settle(tx, delivery, outcome)


def _due(now: datetime, kinds: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return (_D.state == "pending", _D.next_attempt_at <= now, _D.kind.in_(kinds))


def _waiting_for(kind: str, target_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (_D.kind == kind, _D.target_id == target_id, _D.state == "pending")
