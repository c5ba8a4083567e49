"""The only place that changes exports: asked for, under way, ready, gone."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.exports.contracts import Export, ExportDraft
from madoguchi.exports.queries import to_export
from madoguchi.exports.tables import export_table
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.operations.access import one_at_a_time
from madoguchi.people.rules.roles import owner_only

DELIVERY = "export"
LIFE = timedelta(hours=24)
"""A file with everything in it does not lie about for longer."""
UNDER_WAY = ("waiting", "running")

_C = export_table.c


def ask(tx: Tx, draft: ExportDraft, *, by: Actor) -> Export:
    """Ask for an export; the worker makes it. Owners only, one at a time (`Conflict`)."""
    owner_only(by)
    one_at_a_time(tx)
    if tx.execute(sa.select(_C.id).where(_C.state.in_(UNDER_WAY))).first() is not None:
        raise Conflict("exports.under_way")
    row = tx.execute(
        export_table.insert()
        .values(
            version=1,
            kind=draft.kind,
            state="waiting",
            rows_done=0,
            rows_total=0,
            asked_by=by.person_id,
            created_at=tx.now,
        )
        .returning(*export_table.columns)
    ).one()
    tx.deliver(NewDelivery(DELIVERY, row.id, ""))
    return _record(tx, "export_asked", to_export(row), by.doer)


def note_progress(tx: Tx, export_id: int, rows_done: int, rows_total: int) -> Export:
    """Note how far the worker is. Raises `NotFound` where the export was given up meanwhile."""
    _check_wanted(tx, export_id)
    return _change(
        tx,
        "export_under_way",
        export_id,
        state="running",
        rows_done=rows_done,
        rows_total=max(rows_done, rows_total),
    )


def finish(tx: Tx, export_id: int, *, blob: str, size: int, rows: int) -> Export:
    """Note that an export can be had, for a day. Raises `NotFound` where it was given up."""
    _check_wanted(tx, export_id)
    return _change(
        tx,
        "export_made",
        export_id,
        state="ready",
        rows_done=rows,
        rows_total=rows,
        blob=blob,
        size=size,
        finished_at=tx.now,
        expires_at=tx.now + LIFE,
    )


def fail(tx: Tx, export_id: int) -> Export:
    """Note that an export was given up; the log says why."""
    return _change(tx, "export_failed", export_id, state="failed", finished_at=tx.now)


def expire_due(tx: Tx) -> None:
    """Take back the exports whose day is over. For the worker."""
    _take_back(tx, _C.expires_at <= tx.now)


def take_back(tx: Tx) -> None:
    """Take back the exports that were made before somebody was erased: they still hold them.

    One that is being made read the desk as it was then: it is given up, and can be asked for anew.
    """
    _take_back(tx)
    begun = sa.select(_C.id).where(_C.state == "running").with_for_update()
    for export_id in tx.execute(begun).scalars().all():
        fail(tx, export_id)


def _check_wanted(tx: Tx, export_id: int) -> None:
    wanted = sa.select(_C.state).where(_C.id == export_id).with_for_update()
    if tx.execute(wanted).scalar() not in UNDER_WAY:
        raise NotFound("exports.not_found")


def _take_back(tx: Tx, *condition: sa.ColumnElement[bool]) -> None:
    due = sa.select(_C.id, _C.blob).where(_C.state == "ready", *condition)
    for row in tx.execute(due.with_for_update(skip_locked=True)).all():
        tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, row.blob))
        _change(tx, "export_expired", row.id, state="expired", blob=None)


def _change(tx: Tx, kind: str, export_id: int, **values: object) -> Export:
    row = tx.execute(
        export_table.update()
        .where(_C.id == export_id)
        .values(**values, version=_C.version + 1)
        .returning(*export_table.columns)
    ).first()
    if row is None:
        raise NotFound("exports.not_found")
    return _record(tx, kind, to_export(row), SYSTEM)


def _record(tx: Tx, kind: str, export: Export, doer: Doer) -> Export:
    """Only who asked sees it in the feed; owners read in the audit log that it was asked for."""
    change = Change("export", export.id, export.version, export)
    nobody = 0  # a program's export is no person's
    tx.record(NewEvent(kind, doer, [change], person_id=export.asked_by or nobody))
    return export
