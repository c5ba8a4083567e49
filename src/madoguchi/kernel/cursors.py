"""Durable places in the feed: each event is worked on once, however many processes there are."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel import feed
from madoguchi.kernel.feed import Event, Position
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx, View

worker_cursor_table = sa.Table(
    "worker_cursor",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("transaction_id", sa.BigInteger, nullable=False),
    sa.Column("event_id", sa.BigInteger, nullable=False),
)
_C = worker_cursor_table.c

_PLACE = Prepared(
    sa.select(_C.transaction_id, _C.event_id).where(_C.name == sa.bindparam("name", type_=sa.Text))
)
_BEHIND = Prepared(
    sa.text(
        "SELECT 1 FROM worker_cursor WHERE name = :name"
        " AND EXISTS (SELECT 1 FROM event WHERE id > event_id)"
    ),
    postgresql=sa.text(
        "SELECT 1 FROM worker_cursor AS place WHERE name = :name AND EXISTS (SELECT 1 FROM event"
        " WHERE (event.transaction_id, event.id) > (place.transaction_id, place.event_id)"
        " AND event.transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
    ),
)
_MOVE = Prepared(
    sa.update(worker_cursor_table)
    .where(_C.name == sa.bindparam("reader", type_=sa.Text))
    .values(
        transaction_id=sa.bindparam("to_transaction", type_=sa.BigInteger),
        event_id=sa.bindparam("to_event", type_=sa.BigInteger),
    )
)


def place(tx: Tx, name: str) -> None:
    """Begin a reader at the feed's end, unless it has a place already."""
    end = feed.last_position(tx.connection)
    insert_unless_there(
        tx, worker_cursor_table, name=name, transaction_id=end.transaction_id, event_id=end.id
    )


def begin(tx: Tx, name: str) -> None:
    """Place a reader before the feed's first event, unless it has a place already."""
    insert_unless_there(tx, worker_cursor_table, name=name, transaction_id=0, event_id=0)


def place_of(view: View, name: str) -> Position | None:
    """Return where a reader stands, None where it has not begun."""
    rows = view.run(_PLACE, name=name)
    return Position(*rows[0]) if rows else None


def hold(tx: Tx, name: str) -> Position | None:
    """Return where a reader stands, and let nobody move it until the commit."""
    row = tx.execute(
        sa.select(worker_cursor_table).where(_C.name == name).with_for_update()
    ).first()
    return None if row is None else Position(row.transaction_id, row.event_id)


def step(tx: Tx, name: str, before: Position, to: Position) -> bool:
    """Move a reader on, if it still stands where its work was read; False where another moved it.

    For work that is prepared outside the transaction: what was prepared is void then.
    """
    moved = tx.execute(
        worker_cursor_table.update()
        .where(
            _C.name == name,
            _C.transaction_id == before.transaction_id,
            _C.event_id == before.id,
        )
        .values(transaction_id=to.transaction_id, event_id=to.id)
    )
    return moved.rowcount == 1


def advance(tx: Tx, name: str, limit: int) -> list[Event]:
    """Return the next events and move past them, in the transaction that works on them.

    Nothing where another process is at work there just now: it holds the place until it commits.
    """
    row = tx.execute(
        sa.select(worker_cursor_table).where(_C.name == name).with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return []
    events = feed.read(tx.connection, Position(row.transaction_id, row.event_id), limit)
    if events:
        move(tx, name, events[-1].position)
    return events


def skip_to_end(tx: Tx, name: str) -> None:
    """Move past everything: nobody wants it."""
    held = sa.select(_C.name).where(_C.name == name).with_for_update(skip_locked=True)
    if tx.execute(held).first() is not None:
        move(tx, name, feed.last_position(tx.connection))


def behind(view: View, name: str) -> bool:
    """Say whether there are events that the reader has not worked on, if it has a place.

    One prepared statement, so a glance will do for it: see `Store.glance_now`.
    """
    return bool(view.run(_BEHIND, name=name))


def move(tx: Tx, name: str, to: Position) -> None:
    """Move a reader whose place this transaction holds."""
    tx.later(_MOVE, reader=name, to_transaction=to.transaction_id, to_event=to.id)
