"""Deliveries to the outside: durable rows with a state, retried with growing pauses.

A row is written in the transaction that caused it; nothing is sent before the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Literal

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.schema import Moment, metadata, primary_key
from madoguchi.kernel.time import to_microseconds

DeliveryState = Literal["pending", "done", "failed"]

delivery_table = sa.Table(
    "delivery",
    metadata,
    primary_key(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target_id", sa.BigInteger, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    # While a worker holds a row this lies ahead, so a worker that dies only delays it.
    sa.Column("next_attempt_at", Moment, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("done_at", Moment),
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.Text),
    sa.Column("took_ms", sa.Integer),
    sa.Index("ix_delivery_due", "state", "next_attempt_at"),
    sa.Index("ix_delivery_target", "kind", "target_id", "id"),
    sqlite_autoincrement=True,
)

PAUSES = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
"""Seconds before each further attempt; after the last the delivery has failed for good."""

HOLD = timedelta(seconds=60)
"""How long a worker may take over one attempt before another may try."""


class NewDelivery(msgspec.Struct, frozen=True):
    """What an operation queues: `payload` is the exact text to be sent."""

    kind: str
    target_id: int
    payload: str


class Delivery(msgspec.Struct, frozen=True):
    """One delivery as it stands."""

    id: int
    kind: str
    target_id: int
    payload: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime
    created_at: datetime
    done_at: datetime | None
    status: int | None
    answer: str | None
    took_ms: int | None


class Outcome(msgspec.Struct, frozen=True):
    """What an attempt came to; `final` means that trying again is pointless."""

    ok: bool
    status: int | None
    answer: str
    took_ms: int
    final: bool = False


Row = tuple[str, int, str, str, int, int, int]

_NEW = ("kind", "target_id", "payload", "state", "attempts", "next_attempt_at", "created_at")
_INSERT = {
    dialect: f"INSERT INTO delivery ({', '.join(_NEW)}) VALUES ({mark})"
    for dialect, mark in (
        ("sqlite", ", ".join("?" * 7)),
        ("postgresql", ", ".join(["%s"] * 7)),
    )
}


def to_row(delivery: NewDelivery, at: datetime, *, due: datetime | None = None) -> Row:
    """Encode a delivery for `append`; without `due` it may be carried at once."""
    moment = to_microseconds(at)
    first = moment if due is None else to_microseconds(due)
    return (delivery.kind, delivery.target_id, delivery.payload, "pending", 0, first, moment)


def append(connection: sa.Connection, rows: list[Row]) -> None:
    """Queue rows, inside the transaction that caused them."""
    if rows:
        connection.exec_driver_sql(_INSERT[connection.dialect.name], rows)


def append_one(connection: sa.Connection, delivery: NewDelivery, now: datetime) -> int:
    """Queue one delivery whose id is wanted at once; returns it."""
    row = dict(zip(_NEW, to_row(delivery, now), strict=True))
    new = delivery_table.insert().values(**row | {"next_attempt_at": now, "created_at": now})
    return int(connection.execute(new.returning(delivery_table.c.id)).scalar_one())


def claim(
    connection: sa.Connection,
    now: datetime,
    limit: int,
    kinds: Collection[str],
    *,
    busy: Collection[tuple[str, int]] = (),
) -> list[Delivery]:
    """Take up to `limit` deliveries that are due; no other worker gets them for `HOLD`.

    `kinds` are those the caller can send; of the `busy` targets (kind, id) none is taken, so that
    a slow one does not keep the others waiting.
    """
    due = (
        sa.select(delivery_table.c.id)
        .where(*_due(now, kinds))
        .where(sa.tuple_(delivery_table.c.kind, delivery_table.c.target_id).not_in(busy))
        .order_by(delivery_table.c.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(
        delivery_table.update()
        .where(delivery_table.c.id.in_(due.scalar_subquery()))
        .values(next_attempt_at=now + HOLD, attempts=delivery_table.c.attempts + 1)
        .returning(delivery_table)
    ).mappings()
    return sorted((Delivery(**row) for row in rows), key=lambda delivery: delivery.id)


def next_due(connection: sa.Connection, kinds: Collection[str]) -> datetime | None:
    """Return when the next delivery is due, None where none is waiting."""
    found: datetime | None = connection.execute(
        sa.select(delivery_table.c.next_attempt_at)
        .where(delivery_table.c.state == "pending", delivery_table.c.kind.in_(kinds))
        .order_by(delivery_table.c.next_attempt_at)
        .limit(1)
    ).scalar()
    return found


def settle(connection: sa.Connection, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    """Note how an attempt ended: done, to be tried again after a pause, or failed for good."""
    values: dict[str, object] = {
        "status": outcome.status,
        "answer": outcome.answer[:2000],
        "took_ms": outcome.took_ms,
    }
    if outcome.ok:
        values |= {"state": "done", "done_at": now}
    elif outcome.final or delivery.attempts > len(PAUSES):
        values |= {"state": "failed", "done_at": now}
    else:
        pause = timedelta(seconds=PAUSES[delivery.attempts - 1])
        values |= {"next_attempt_at": now + pause}
    connection.execute(
        delivery_table.update().where(delivery_table.c.id == delivery.id).values(values)
    )


def retry(connection: sa.Connection, delivery_id: int, now: datetime) -> None:
    """Make a delivery due at once with its attempts counted from the start."""
    connection.execute(
        delivery_table.update()
        .where(delivery_table.c.id == delivery_id)
        .values(state="pending", attempts=0, next_attempt_at=now, done_at=None)
    )


def hold(connection: sa.Connection, delivery: Delivery, now: datetime) -> None:
    """Keep a claimed delivery for `HOLD` more: an attempt that takes long says so in time."""
    connection.execute(
        delivery_table.update()
        .where(delivery_table.c.id == delivery.id)
        .values(next_attempt_at=now + HOLD)
    )


def give_back(connection: sa.Connection, delivery: Delivery, until: datetime) -> None:
    """Return a claimed delivery unattempted, to be tried at an instant."""
    connection.execute(
        delivery_table.update()
        .where(delivery_table.c.id == delivery.id)
        .values(next_attempt_at=until, attempts=delivery_table.c.attempts - 1)
    )


def hold_back(connection: sa.Connection, kind: str, target_id: int, until: datetime) -> None:
    """Let everything that waits for a target wait until an instant: the target takes nothing."""
    connection.execute(
        delivery_table.update().where(*_waiting_for(kind, target_id)).values(next_attempt_at=until)
    )


def hurry(
    connection: sa.Connection, kind: str, target_id: int, now: datetime, *, untried: bool
) -> None:
    """Let what rests after a failure be tried now: its target has changed.

    With `untried` so does what has never been tried; without, that keeps the time it is meant for.
    What is being tried at this moment is left alone.
    """
    connection.execute(
        delivery_table.update()
        .where(
            *_waiting_for(kind, target_id),
            # Whoever tries one holds it for no longer than this; a longer wait is a pause.
            delivery_table.c.next_attempt_at > now + HOLD,
            *(() if untried else (delivery_table.c.attempts > 0,)),
        )
        .values(next_attempt_at=now)
    )


def forget(connection: sa.Connection, before: datetime, limit: int) -> int:
    """Delete what was done or given up before an instant; returns how many rows."""
    old = (
        sa.select(delivery_table.c.id)
        .where(delivery_table.c.state.in_(("done", "failed")), delivery_table.c.done_at < before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return connection.execute(
        delivery_table.delete().where(delivery_table.c.id.in_(old.scalar_subquery()))
    ).rowcount


def forget_answers(
    connection: sa.Connection, after: int, concerns: Callable[[str], bool], limit: int
) -> int | None:
    """Empty the answers of a page of deliveries, after an id, that concern somebody.

    Whoever answers may say what they were sent. Returns the id to go on after, None at the end.
    """
    columns = delivery_table.c
    rows = connection.execute(
        sa.select(columns.id, columns.answer)
        .where(columns.id > after, columns.answer != "")
        .order_by(columns.id)
        .limit(limit)
    ).all()
    naming = [row.id for row in rows if concerns(row.answer)]
    if naming:
        connection.execute(delivery_table.update().where(columns.id.in_(naming)).values(answer=""))
    return rows[-1].id if len(rows) == limit else None


def _due(now: datetime, kinds: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    columns = delivery_table.c
    return (columns.state == "pending", columns.next_attempt_at <= now, columns.kind.in_(kinds))


def _waiting_for(kind: str, target_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    columns = delivery_table.c
    return (columns.kind == kind, columns.target_id == target_id, columns.state == "pending")
