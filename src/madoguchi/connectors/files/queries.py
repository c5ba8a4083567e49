"""Reads of imports of orders: for supervisors and owners of the shop."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.connectors.files.contracts import OrderImport
from madoguchi.connectors.files.tables import order_import_fault_table, order_import_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.language.sheets import FaultyLine
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only

LATEST = 20
FAULTS_PAGE = 1000
_FIELDS = OrderImport.__struct_fields__
_I = order_import_table.c
_F = order_import_fault_table.c


def to_import(row: sa.Row[Any]) -> OrderImport:
    """Turn a row of `order_import_table` into the struct that leaves the room."""
    return OrderImport(**{name: getattr(row, name) for name in _FIELDS})


def latest_imports(view: View, *, by: Actor) -> list[OrderImport]:
    """Return the latest imports into shops in sight, the newest first."""
    supervisor_only(by)
    newest = sa.select(order_import_table).order_by(_I.id.desc()).limit(LATEST)
    if not by.all_shops:
        newest = newest.where(_I.shop_id.in_(by.shop_ids))
    return [to_import(row) for row in view.execute(newest)]


def import_of(view: View, import_id: int, *, by: Actor) -> OrderImport:
    """Return one import. Raises `NotFound`."""
    supervisor_only(by)
    row = view.execute(sa.select(order_import_table).where(_I.id == import_id)).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("import.not_found")
    return to_import(row)


def place_of(view: View, import_id: int) -> tuple[OrderImport, str | None, int]:
    """Return an import, where its file lies, and the line up to which it is taken in."""
    row = view.execute(sa.select(order_import_table).where(_I.id == import_id)).first()
    if row is None:
        raise NotFound("import.not_found")
    return to_import(row), row.blob, row.line


def faults_of(view: View, import_id: int, *, by: Actor, after: int = 0) -> list[FaultyLine]:
    """Return rows that were not taken, by line, a page of `FAULTS_PAGE` after a line."""
    import_of(view, import_id, by=by)
    rows = view.execute(
        sa.select(_F.fault)
        .where(_F.import_id == import_id, _F.line > after)
        .order_by(_F.line)
        .limit(FAULTS_PAGE)
    )
    return [*rows.scalars()]
