"""Orders taken in page by page, and taken back: a page and its place are one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.connectors.files.contracts import OrderImport
from madoguchi.connectors.files.operations import noting
from madoguchi.connectors.files.queries import to_import
from madoguchi.connectors.files.rules.rows import Group, fault
from madoguchi.connectors.files.tables import (
    order_import_fault_table,
    order_import_order_table,
    order_import_table,
)
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.feed import SYSTEM, NewEvent
from madoguchi.kernel.statements import InsertMany
from madoguchi.kernel.transaction import Tx
from madoguchi.language.sheets import FaultyLine
from madoguchi.orders.contracts import Order, OrderDraft, Source
from madoguchi.orders.operations.keeping import batch_of, keep_orders
from madoguchi.orders.operations.taking_back import take_back
from madoguchi.orders.rules.inland import as_it_goes
from madoguchi.orders.tables import order_table
from madoguchi.shops import queries as shops

PAGE = 250
"""Orders that one transaction takes: it holds the writer for some tens of milliseconds."""
BACK_PAGE = 100
UNDONE_WITHIN = timedelta(days=30)
"""How long an import can be taken back; then nothing is kept of what its rows said of people."""

_I = order_import_table.c
_O = order_import_order_table.c
_TOOK = ("import_id", "line", "external_id", "order_id", "order_version", "before", "made")
_NOTE_ORDERS = InsertMany(order_import_order_table, _TOOK, ("line",))
_NOTE_FAULTS = InsertMany(order_import_fault_table, ("import_id", "line", "fault"), ("line",))


def take_page(tx: Tx, import_id: int, after: int, groups: Sequence[Group]) -> bool:
    """Take some orders in whose rows follow the line `after`; broken ones are noted by their line.

    False, and nothing done, where another worker has been on: the place is not `after` any more.
    """
    row = tx.execute(
        sa.select(order_import_table).where(_I.id == import_id).with_for_update()
    ).one()
    if row.line != after or row.state not in {"waiting", "running"}:
        return False
    before = to_import(row)
    good, faults = _told_apart(tx, before, groups)
    zone = shops.by_id(tx, before.shop_id).zone
    drafts = [as_it_goes(group.draft, zone) for group in good if group.draft is not None]
    drafts = _beside_ours(tx, before, drafts)
    kept = keep_orders(tx, drafts, source=Source(name=before.platform))
    _NOTE_ORDERS.run(
        tx,
        [
            {
                "import_id": import_id,
                "line": group.line,
                "external_id": each.order.external_id,
                "order_id": each.order.id,
                "order_version": each.order.version,
                "before": each.before if each.did == "changed" else None,
                "made": each.did == "made",
            }
            for group, each in zip(good, kept, strict=True)
        ],
    )
    _NOTE_FAULTS.run(
        tx, [{"import_id": import_id, "line": each.line, "fault": each} for each in faults]
    )
    did = [each.did for each in kept]
    after_it = noting.changed(
        tx,
        import_id,
        state="running",
        line=groups[-1].last,
        rows_done=before.rows_done + sum(len(group.rows) for group in groups),
        made=before.made + did.count("made"),
        changed=before.changed + did.count("changed"),
        same=before.same + did.count("same") + did.count("older"),
        faulty=before.faulty + len(faults),
    )
    noting.record(tx, "order_import_moved", after_it, SYSTEM)
    return True


def finish(tx: Tx, import_id: int) -> str | None:
    """Note that a file is taken in; returns its blob, which is needed no more."""
    blob: str | None = tx.execute(sa.select(_I.blob).where(_I.id == import_id)).scalar()
    after = noting.changed(tx, import_id, state="done", finished_at=tx.now, blob=None)
    noting.record(tx, "order_import_moved", after, SYSTEM)
    return blob


def fail(tx: Tx, import_id: int) -> None:
    """Note that the worker gave up; it can go on where it was, or be taken back."""
    noting.record(tx, "order_import_moved", noting.changed(tx, import_id, state="failed"), SYSTEM)


def take_page_back(tx: Tx, import_id: int) -> bool:
    """Take some orders back, the last first; returns whether there are more."""
    before = to_import(
        tx.execute(sa.select(order_import_table).where(_I.id == import_id).with_for_update()).one()
    )
    if before.state != "undoing":
        return False
    rows = tx.execute(
        sa.select(order_import_order_table)
        .where(_O.import_id == import_id)
        .order_by(_O.line.desc())
        .limit(BACK_PAGE)
    ).all()
    changed: list[tuple[Order | None, Order]] = []
    stayed = 0
    for row in rows:
        if not row.made and row.before is None:
            continue
        pair = take_back(tx, row.order_id, row.order_version, row.before)
        if pair is None:
            stayed += 1
        else:
            changed.append(pair)
    lines = [row.line for row in rows]
    tx.execute(
        order_import_order_table.delete().where(_O.import_id == import_id, _O.line.in_(lines))
    )
    if changed:
        batch = batch_of(changed)
        tx.record(NewEvent("orders_taken_back", SYSTEM, [batch], shop_id=before.shop_id))
    more = len(rows) == BACK_PAGE
    after = noting.changed(
        tx, import_id, state="undoing" if more else "undone", kept=before.kept + stayed
    )
    noting.record(tx, "order_import_moved", after, SYSTEM)
    return more


def forget_old(tx: Tx) -> None:
    """Delete how orders were before imports of long ago, and how broken rows began. A chore."""
    old = sa.select(_I.id).where(
        _I.created_at < tx.now - UNDONE_WITHIN, _I.state.not_in(("running", "undoing"))
    )
    for table in (order_import_order_table, order_import_fault_table):
        tx.execute(table.delete().where(table.c.import_id.in_(old.scalar_subquery())))


def _beside_ours(tx: Tx, of: OrderImport, drafts: Sequence[OrderDraft]) -> list[OrderDraft]:
    """Leave out of drafts the notes and flags of orders on which colleagues have put their own."""
    order = order_table.c
    names = sorted({each.external_id for each in drafts if each.note or each.flag})
    marked = tx.execute(
        sa.select(order.external_id).where(
            order.shop_id == of.shop_id,
            order.platform == of.platform,
            order.external_id.in_(names),
            (order.note != "") | order.flag.is_not(None),
        )
    ).scalars()
    ours = {*marked}
    return [
        replace(each, note=None, flag=None, flag_code=None, flag_label="")
        if each.external_id in ours
        else each
        for each in drafts
    ]


def _told_apart(
    tx: Tx, of: OrderImport, groups: Sequence[Group]
) -> tuple[list[Group], list[FaultyLine]]:
    """Part what goes in from what does not: an order whose rows stand apart would lose some."""
    faults = [each for group in groups for each in group.faults]
    names = [group.draft.external_id for group in groups if group.draft is not None]
    rows = tx.execute(
        sa.select(_O.external_id, _O.line).where(
            _O.import_id == of.id, _O.external_id.in_(sorted({*names}))
        )
    )
    begun: dict[str, int] = {row.external_id: row.line for row in rows}
    good = []
    for group in groups:
        if group.draft is None:
            continue
        first = begun.setdefault(group.draft.external_id, group.line)
        if first == group.line:
            good.append(group)
            continue
        apart = Invalid("order_import.apart", order=group.draft.number[:60], line=first)
        faults += [fault(row, apart) for row in group.rows]
    return good, faults
