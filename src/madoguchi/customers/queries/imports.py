"""Reads of imports: for supervisors and owners of the shop."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.customers.contracts.imports import Import
from madoguchi.customers.tables import import_row_table, import_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.language.sheets import FaultyLine
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.shops import queries as shops

LATEST = 20
MOST_FAULTS = 1000
_FIELDS = Import.__struct_fields__
_I = import_table.c
_COUNTRIES = {"ja": "JP", "ko": "KR", "zh-CN": "CN", "zh-TW": "TW", "zh-HK": "HK", "en": "US"}


def to_import(row: sa.Row[Any]) -> Import:
    """Turn a row of `import_table` into the struct that leaves the room."""
    return Import(**{name: getattr(row, name) for name in _FIELDS})


def country_of_shop(view: View, shop_id: int) -> str | None:
    """Return where a shop's telephone numbers and addresses are, by its language."""
    return _COUNTRIES.get(shops.by_id(view, shop_id).locale)


def check_shop(view: View, shop_id: int, *, by: Actor) -> None:
    """Refuse whoever may not bring customers into a shop, before their file is read."""
    supervisor_only(by)
    shops.visible(view, shop_id, by=by)


def latest_imports(view: View, *, by: Actor) -> list[Import]:
    """Return the latest imports into shops in sight, the newest first."""
    supervisor_only(by)
    newest = sa.select(import_table).order_by(_I.id.desc()).limit(LATEST)
    if not by.all_shops:
        newest = newest.where(_I.shop_id.in_(by.shop_ids))
    return [to_import(row) for row in view.execute(newest)]


def import_of(view: View, import_id: int, *, by: Actor) -> Import:
    """Return one import. Raises `NotFound`."""
    supervisor_only(by)
    row = view.execute(sa.select(import_table).where(_I.id == import_id)).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("import.not_found")
    return to_import(row)


def blob_of(view: View, import_id: int) -> tuple[str | None, Import, int]:
    """Return where an import's file lies, and the line up to which it is taken in."""
    row = view.execute(sa.select(import_table).where(_I.id == import_id)).first()
    if row is None:
        raise NotFound("import.not_found")
    return row.blob, to_import(row), row.line


def faults_of(view: View, import_id: int, *, by: Actor) -> list[FaultyLine]:
    """Return the rows of an import that were not taken, by line."""
    import_of(view, import_id, by=by)
    columns = import_row_table.c
    rows = view.execute(
        sa.select(columns.fault)
        .where(columns.import_id == import_id, columns.fault.is_not(None))
        .order_by(columns.line)
        .limit(MOST_FAULTS)
    )
    return [row.fault for row in rows]
