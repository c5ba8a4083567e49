"""Letting go of what imports of orders remember of people: their rows, files never taken in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.connectors.files.operations import noting
from madoguchi.connectors.files.tables import (
    order_import_fault_table,
    order_import_order_table,
    order_import_table,
)
from madoguchi.kernel.blobs import BLOB_REMOVAL
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.language.unnaming import Unnamer
from madoguchi.orders.operations.forgetting import without_person

WAITS = timedelta(days=7)
"""How long a file that was looked at waits to be taken in."""

_I = order_import_table.c
_O = order_import_order_table.c
_F = order_import_fault_table.c


def forget_unused(tx: Tx) -> None:
    """Let go of files that were looked at and never taken in: they name people. For the worker."""
    old = sa.select(_I.id, _I.blob).where(_I.state == "read", _I.created_at < tx.now - WAITS)
    for row in tx.execute(old.with_for_update(skip_locked=True)).all():
        tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, row.blob))
        after = noting.changed(tx, row.id, state="failed", finished_at=tx.now, blob=None)
        noting.record(tx, "order_import_moved", after, SYSTEM)


def forget_rows(tx: Tx, order_ids: Collection[int], unnamer: Unnamer) -> None:
    """Forget what orders were before an import changed them, and how faulty rows began.

    An import that is taken back leaves those orders alone: they have changed since.
    """
    rows = tx.execute(
        sa.select(_O.import_id, _O.line, _O.before).where(
            _O.order_id.in_(order_ids), _O.before.is_not(None)
        )
    ).all()
    for row in rows:
        tx.execute(
            order_import_order_table.update()
            .where(_O.import_id == row.import_id, _O.line == row.line)
            .values(before=without_person(row.before, unnamer))
        )
    for row in tx.execute(sa.select(order_import_fault_table)).all():
        begins, params = unnamer.text(row.fault.begins), unnamer.fields(dict(row.fault.params))
        if (begins, params) != (row.fault.begins, row.fault.params):
            tx.execute(
                order_import_fault_table.update()
                .where(_F.import_id == row.import_id, _F.line == row.line)
                .values(fault=replace(row.fault, begins=begins, params=params))
            )
