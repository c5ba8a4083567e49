"""Reads of exports: for owners alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.exports.contracts import Export, ExportFile
from madoguchi.exports.tables import export_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only

LATEST = 20
_FIELDS = Export.__struct_fields__


def to_export(row: sa.Row[Any]) -> Export:
    """Turn a row of `export_table` into the struct that leaves the room."""
    return Export(**{name: getattr(row, name) for name in _FIELDS})


def latest_exports(view: View, *, by: Actor) -> list[Export]:
    """Return the latest exports, the newest first."""
    owner_only(by)
    newest = sa.select(export_table).order_by(export_table.c.id.desc()).limit(LATEST)
    return [to_export(row) for row in view.execute(newest)]


def export(view: View, export_id: int, *, by: Actor) -> Export:
    """Return one export. Raises `NotFound`."""
    return to_export(_row(view, export_id, by))


def export_file(view: View, export_id: int, *, by: Actor) -> ExportFile:
    """Return where a ready export lies. Raises `NotFound` before and after it can be had."""
    row = _row(view, export_id, by)
    if row.state != "ready" or row.expires_at <= view.now:
        raise NotFound("exports.not_ready")
    return ExportFile(row.blob, f"madoguchi-{row.created_at:%Y%m%d-%H%M}.zip", row.size)


def _row(view: View, export_id: int, by: Actor) -> sa.Row[Any]:
    owner_only(by)
    row = view.execute(sa.select(export_table).where(export_table.c.id == export_id)).first()
    if row is None:
        raise NotFound("exports.not_found")
    return row
