"""Taking in what is posted, and working it off: each notice once, whatever dies in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.connectors.connections import bodies
from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import (
    Context,
    NoticeName,
    NoticeState,
    Piece,
    Trouble,
)
from madoguchi.connectors.connections.operations import waiting
from madoguchi.connectors.connections.operations.news import keep_news
from madoguchi.connectors.connections.tables import connection_table, notice_table
from madoguchi.connectors.registry import adapter_of
from madoguchi.kernel.errors import Invalid, NotFound, Refusal
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only

AT_ONCE = 16
"""Notices that are worked off in one transaction: while it lasts, some answer waits behind it."""
LONGEST_NAME = 200
KEPT = timedelta(days=30)
"""How long a notice stays that was worked off: for replays, and no longer than it helps."""
FAILED_KEPT = timedelta(days=180)
"""How long one stays that could not be: it names people too, and half a year is time to look."""

_N = notice_table.c
_C = connection_table.c
_NEW: dict[str, sa.BindParameter[object]] = {
    name: sa.bindparam(name)
    for name in (
        "connection_id", "event_id", "topic", "state", "attempts", "received_at", "body",
    )
}  # fmt: skip
# At the pace at which a large platform posts after a sale, each statement counts.
_TAKE = Prepared(
    sqlite.insert(notice_table).values(_NEW).on_conflict_do_nothing().returning(_N.id),
    postgresql=postgresql.insert(notice_table)
    .values(_NEW)
    .on_conflict_do_nothing()
    .returning(_N.id),
)


def take_in(tx: Tx, connection_id: int, name: NoticeName, body: bytes) -> bool:
    """Keep a notice; False where it is known already. Raises `Invalid` for a name that is none."""
    if not 0 < len(name.event_id) <= LONGEST_NAME or len(name.topic) > LONGEST_NAME:
        raise Invalid("notice.bad_name", limit=LONGEST_NAME)
    made = tx.run(
        _TAKE,
        connection_id=connection_id,
        event_id=name.event_id.replace("\0", ""),
        topic=name.topic.replace("\0", ""),
        state="pending",
        attempts=0,
        received_at=tx.now,
        body=bodies.sealed(tx, body),
    )
    return bool(made)


def work_off(tx: Tx, ids: Sequence[int]) -> int:
    """Do what the notices say, all or none; returns how many.

    Where one is refused, the caller tries each alone and then `give_up`s on that one. Rows that
    another process holds, or has done, are passed over.
    """
    rows = tx.execute(
        sa.select(notice_table, _C.shop_id, _C.kind, _C.settings)
        .join(connection_table, _C.id == _N.connection_id)
        .where(_N.id.in_(ids), _N.state == "pending")
        .order_by(_N.id)
        .with_for_update(skip_locked=True, of=notice_table)
    ).all()
    heard: set[int] = set()
    ignored: dict[str | None, list[int]] = defaultdict(list)
    for row in rows:
        context = Context(
            connection_id=row.connection_id, shop_id=row.shop_id, settings=row.settings
        )
        try:
            news = adapter_of(row.kind).parse(row.topic, bodies.opened(tx, row.body), context)
        except Unreadable as error:
            raise Invalid("notice.unreadable", what=error.what[:300]) from error
        if not keep_news(tx, news, context, row.kind):
            ignored[waiting.awaited_parcel(news)].append(row.id)
        heard.add(row.connection_id)
    passed_over = {notice_id for each in ignored.values() for notice_id in each}
    _settle(tx, [row.id for row in rows if row.id not in passed_over], "done", None)
    for awaited, those in ignored.items():
        _settle(tx, those, "ignored", awaited)
    for connection_id in sorted(heard):
        tx.execute(connection_table.update().where(_C.id == connection_id).values(heard_at=tx.now))
        _forgive(tx, connection_id)
    return len(rows)


def _settle(tx: Tx, ids: Sequence[int], state: NoticeState, waits_for: str | None) -> None:
    if ids:
        tx.execute(
            notice_table.update()
            .where(_N.id.in_(ids))
            .values(
                state=state,
                attempts=_N.attempts + 1,
                reason=None,
                worked_at=tx.now,
                waits_for=waits_for,
            )
        )


def _forgive(tx: Tx, connection_id: int) -> None:
    """Take back that a notice failed, once none is left that has."""
    failed = sa.select(_N.id).where(_N.connection_id == connection_id, _N.state == "failed")
    row = tx.execute(sa.select(_C.trouble).where(_C.id == connection_id)).first()
    if row is None or row.trouble is None or row.trouble.key.startswith("connection."):
        return
    if tx.execute(failed.limit(1)).first() is None:
        tx.execute(
            connection_table.update()
            .where(_C.id == connection_id)
            .values(version=_C.version + 1, trouble=None, trouble_at=None)
        )


def give_up(tx: Tx, notice_id: int, refusal: Refusal) -> None:
    """Note why a notice cannot be worked off; it stays, and can be tried again by hand.

    What only came too early is tried again as soon as what it speaks of is here.
    """
    reason = Trouble(refusal.key, refusal.params)
    row = tx.execute(
        notice_table.update()
        .where(_N.id == notice_id, _N.state == "pending")
        .values(
            state="failed",
            attempts=_N.attempts + 1,
            reason=reason,
            worked_at=tx.now,
            waits_for=waiting.awaited_by(refusal),
        )
        .returning(_N.connection_id)
    ).first()
    if row is not None:
        tx.execute(
            connection_table.update()
            .where(_C.id == row.connection_id)
            .values(trouble=reason, trouble_at=tx.now)
        )


def lay_down(tx: Tx, connection_id: int, piece: Piece, refusal: Refusal) -> None:
    """Put a piece of a platform's past that cannot be kept among the notices that failed."""
    reason = Trouble(refusal.key, refusal.params)
    name = f"{piece.topic}:{piece.name}@{piece.edition}".replace("\0", "")[:LONGEST_NAME]
    insert_unless_there(
        tx,
        notice_table,
        connection_id=connection_id,
        event_id=name,
        topic=piece.topic,
        state="failed",
        attempts=1,
        reason=reason,
        received_at=tx.now,
        worked_at=tx.now,
        body=bodies.sealed(tx, piece.body),
        waits_for=waiting.awaited_by(refusal),
    )


def replay(tx: Tx, connection_id: int, notice_id: int, *, by: Actor) -> None:
    """Have a notice worked off again; harmless, for what it tells is kept once. Owners only."""
    owner_only(by)
    found = tx.execute(
        notice_table.update()
        .where(_N.id == notice_id, _N.connection_id == connection_id)
        .values(state="pending", reason=None, worked_at=None, waits_for=None)
    )
    if not found.rowcount:
        raise NotFound("notice.not_found")


def replay_failed(tx: Tx, connection_id: int, *, by: Actor) -> int:
    """Have all that failed worked off again; returns how many. Owners only. Raises `NotFound`."""
    owner_only(by)
    known = sa.select(connection_table.c.id).where(connection_table.c.id == connection_id)
    if tx.execute(known).first() is None:
        raise NotFound("connection.not_found")
    return tx.execute(
        notice_table.update()
        .where(_N.connection_id == connection_id, _N.state == "failed")
        .values(state="pending", reason=None, worked_at=None, waits_for=None)
    ).rowcount


def forget_old(tx: Tx, limit: int = 1000) -> bool:
    """Delete notices that were worked off long ago; returns whether there may be more."""
    old = (
        sa.select(_N.id)
        .where(
            sa.or_(
                sa.and_(_N.state.in_(("done", "ignored")), _N.received_at < tx.now - KEPT),
                sa.and_(_N.state == "failed", _N.received_at < tx.now - FAILED_KEPT),
            )
        )
        .limit(limit)
    )
    return (
        tx.execute(notice_table.delete().where(_N.id.in_(old.scalar_subquery()))).rowcount == limit
    )
