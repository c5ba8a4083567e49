"""How an import's own row changes, and the event that says so."""

from __future__ import annotations

from madoguchi.connectors.files.contracts import OrderImport
from madoguchi.connectors.files.queries import to_import
from madoguchi.connectors.files.tables import order_import_table
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx

_I = order_import_table.c


def changed(tx: Tx, import_id: int, **values: object) -> OrderImport:
    """Write some columns and return the import as it stands."""
    row = tx.execute(
        order_import_table.update()
        .where(_I.id == import_id)
        .values(**values, version=_I.version + 1)
        .returning(*order_import_table.columns)
    ).one()
    return to_import(row)


def record(tx: Tx, kind: str, of: OrderImport, doer: Doer) -> OrderImport:
    """Tell supervisors of the shop how an import stands."""
    tx.record(NewEvent(kind, doer, [Change("order_import", of.id, of.version, of)], of.shop_id))
    return of
