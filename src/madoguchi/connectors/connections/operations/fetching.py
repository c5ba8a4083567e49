"""Fetching page by page what a platform has: a page is kept and its cursor moved in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.connectors.connections.contracts import (
    Backfill,
    Connection,
    Context,
    FetchedPage,
    News,
    Piece,
    Trouble,
)
from madoguchi.connectors.connections.operations.connections import opened
from madoguchi.connectors.connections.operations.news import keep_page
from madoguchi.connectors.connections.operations.notices import lay_down
from madoguchi.connectors.connections.queries.connections import to_connection
from madoguchi.connectors.connections.rules import fetching as rules
from madoguchi.connectors.connections.tables import connection_table
from madoguchi.connectors.registry import adapter_of
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.feed import SYSTEM, Change, NewEvent
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.transaction import Tx, View

LEASE = timedelta(minutes=2)
"""How long a process that has taken a connection keeps it; longer than any page may take."""
SEALED = "connection.secrets_sealed"
_NOBODY = 0
_C = connection_table.c


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A page to be fetched, and who has taken it on."""

    connection: Connection
    secrets: dict[str, str]
    errand: rules.Errand
    since: datetime
    cursor: str | None
    began_at: datetime
    holder: str

    @property
    def context(self) -> Context:
        """What the adapter may know."""
        connection = self.connection
        return Context(
            connection_id=connection.id,
            shop_id=connection.shop_id,
            settings=connection.settings,
        )


Spoilt = tuple[Piece, Refusal]
"""What could not be read or kept, and why."""


def is_due(view: View) -> bool:
    """Say whether there is anything to take."""
    return view.execute(sa.select(_C.id).where(*_due(view)).limit(1)).first() is not None


def take(tx: Tx, holder: str, keyring: Keyring, limit: int) -> list[Task]:
    """Take on what is due, for as long as the lease lasts."""
    rows = tx.execute(
        sa.select(connection_table)
        .where(*_due(tx))
        .order_by(_C.fetch_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    tasks = []
    for row in rows:
        backfill, catch_up = row.backfill, row.catch_up
        errand = rules.next_errand(backfill, catch_up, tx.now)
        values: dict[str, Any] = {"fetch_at": rules.next_at(backfill, catch_up, tx.now)}
        if errand is not None:
            values = {"held_by": holder, "held_until": tx.now + LEASE}
            if errand == "catch_up" and catch_up.began_at is None:
                catch_up = replace(catch_up, began_at=tx.now)
                values["catch_up"] = catch_up
            at = backfill if errand == "backfill" else catch_up
            try:
                secrets = opened(row, keyring)
            except DamagedKey:
                # This one waits for its secrets to be given anew; the others do not wait for it.
                values = {"fetch_at": None, "trouble": Trouble(SEALED), "trouble_at": tx.now}
            else:
                tasks.append(
                    Task(
                        connection=to_connection(row),
                        secrets=secrets,
                        errand=errand,
                        since=at.since,
                        cursor=at.cursor,
                        began_at=at.began_at,
                        holder=holder,
                    )
                )
        tx.execute(connection_table.update().where(_C.id == row.id).values(**values))
    return tasks


def keep(
    tx: Tx, task: Task, page: FetchedPage, news: Sequence[News], spoilt: Sequence[Spoilt]
) -> None:
    """Keep a page and go on behind it, in one step; nothing where the task is not ours any more.

    Raises what `keep_page` does; then the caller keeps each piece alone, and calls again without.
    """
    row = _held(tx, task)
    if row is None:
        return
    keep_page(tx, news, task.context, task.connection.kind)
    for piece, refusal in spoilt:
        lay_down(tx, task.connection.id, piece, refusal)
    now, ended = tx.now, page.cursor is None
    values: dict[str, Any] = {"heard_at": now}
    if row.trouble is not None and row.trouble.key.startswith("connection."):
        values |= {"trouble": None, "trouble_at": None}
    rest = timedelta(seconds=page.pause)
    if task.errand == "backfill":
        values["backfill"] = replace(
            row.backfill,
            state="done" if ended else "running",
            cursor=page.cursor,
            fetched=row.backfill.fetched + len(page.pieces),
            refused=row.backfill.refused + len(spoilt),
            total=row.backfill.total if page.total is None else page.total,
            failures=0,
            not_before=now + rest if rest and not ended else None,
            ended_at=now if ended else None,
        )
    elif ended:
        begun = task.began_at
        values["caught_up_at"] = begun
        values["catch_up"] = replace(
            row.catch_up,
            since=begun - rules.OVERLAP,
            due_at=now + rules.interval(adapter_of(row.kind).capabilities),
            began_at=None,
            cursor=None,
            failures=0,
        )
    else:
        values["catch_up"] = replace(
            row.catch_up, cursor=page.cursor, due_at=now + rest, failures=0
        )
    _settle(tx, task, row, values)


def keep_piece(tx: Tx, task: Task, news: Sequence[News]) -> None:
    """Keep one piece of a page alone, where the page as a whole was refused."""
    if _held(tx, task) is not None:
        keep_page(tx, news, task.context, task.connection.kind)


def wait(tx: Tx, task: Task, seconds: float) -> None:
    """Leave the platform alone for so long, as it has asked."""
    row = _held(tx, task)
    if row is not None:
        _settle(tx, task, row, _later(task, row, tx.now + timedelta(seconds=seconds), 0))


def fail(tx: Tx, task: Task, trouble: Trouble) -> None:
    """Note why a page could not be fetched, and try again later and later."""
    row = _held(tx, task)
    if row is None:
        return
    at = row.backfill if task.errand == "backfill" else row.catch_up
    again = tx.now + rules.patience(at.failures + 1)
    values = {**_later(task, row, again, 1), "trouble": trouble, "trouble_at": tx.now}
    _settle(tx, task, row, values)


def let_go(tx: Tx, holder: str) -> None:
    """Leave what this process has taken on to others at once."""
    tx.execute(
        connection_table.update().where(_C.held_by == holder).values(held_by=None, held_until=None)
    )


def _due(view: View) -> list[sa.ColumnElement[bool]]:
    due = [_C.active, _C.fetch_at <= view.now]
    if view.on_postgresql:
        due.append(_C.held_until.is_(None) | (_C.held_until < view.now))
    # One database in one file has one process: whoever held anything is dead.
    return due


def _held(tx: Tx, task: Task) -> sa.Row[Any] | None:
    """Return the connection's row, locked, if it still waits for just this page of ours."""
    row = tx.execute(
        sa.select(connection_table).where(_C.id == task.connection.id).with_for_update()
    ).first()
    if row is None or row.held_by != task.holder or not row.active:
        return None
    at = row.backfill if task.errand == "backfill" else row.catch_up
    if at is None or (at.began_at, at.cursor) != (task.began_at, task.cursor):
        return None
    return None if isinstance(at, Backfill) and at.state != "running" else row


def _later(task: Task, row: sa.Row[Any], again: datetime, failed: int) -> dict[str, Any]:
    if task.errand == "backfill":
        failures = row.backfill.failures + failed
        return {"backfill": replace(row.backfill, not_before=again, failures=failures)}
    failures = row.catch_up.failures + failed
    return {"catch_up": replace(row.catch_up, due_at=again, failures=failures)}


def _settle(tx: Tx, task: Task, row: sa.Row[Any], values: dict[str, Any]) -> None:
    """Write what has become of a task, let the connection go, and tell whoever began it."""
    backfill = values.get("backfill", row.backfill)
    catch_up = values.get("catch_up", row.catch_up)
    changed = tx.execute(
        connection_table.update()
        .where(_C.id == row.id)
        .values(
            version=_C.version + 1,
            fetch_at=rules.next_at(backfill, catch_up, tx.now),
            held_by=None,
            held_until=None,
            **values,
        )
        .returning(*connection_table.columns)
    ).one()
    if task.errand == "backfill":
        after = to_connection(changed)
        kind = "backfill_done" if backfill.state == "done" else "backfill_moved"
        change = Change("connection", after.id, after.version, after)
        tx.record(NewEvent(kind, SYSTEM, [change], person_id=backfill.began_by or _NOBODY))
