"""Customers brought in from a table: read, looked at, taken in row by row, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers.contracts import Customer
from madoguchi.customers.contracts.imports import (
    Import,
    ImportPreview,
    ImportWish,
    Taken,
)
from madoguchi.customers.operations.bringing import bring_in, take_back
from madoguchi.customers.operations.knowing import change_of
from madoguchi.customers.queries.imports import country_of_shop, import_of, to_import
from madoguchi.customers.rules.imports import check_mapping, guess_mapping, understood
from madoguchi.customers.tables import import_row_table, import_table
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.blobs import BLOB_REMOVAL
from madoguchi.kernel.errors import Conflict, Refusal
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.file_imports import nothing_taken
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.language import sheets
from madoguchi.language.names import clean_name
from madoguchi.language.sheets import FaultyLine, Line, ReadFile, check_whole, fault_of
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.shops import queries as shops

TAKE_IN = "customer_import"
TAKE_BACK = "customer_import_undo"
"""The kinds of delivery by which the worker takes an import in, and back; their target is it."""
AT_ONCE = 100
SHOWN = 20
MOST_ROWS = 200_000
WAITS = timedelta(days=7)
"""How long a file that was looked at waits to be taken in."""

_I = import_table.c
_R = import_row_table.c


def read_file(
    content: bytes, *, encoding: str | None = None, delimiter: str | None = None
) -> ReadFile:
    """Read a file of customers, outside any transaction. Raises `Invalid`."""
    return sheets.read_file(content, MOST_ROWS, SHOWN, encoding=encoding, delimiter=delimiter)


def keep_file(
    tx: Tx, shop_id: int, name: str, blob: str, given: ReadFile, *, by: Actor
) -> ImportPreview:
    """Keep a file for a shop and say how it would be understood. Supervisors and owners."""
    supervisor_only(by)
    shops.visible(tx, shop_id, by=by)
    row = tx.execute(
        import_table.insert()
        .values(
            version=1,
            shop_id=shop_id,
            name=clean_name(name)[:200] or "customers.csv",
            state="read",
            **given.columns,
            mapping=guess_mapping(given.header),
            **nothing_taken(tx, blob, by.person_id),
        )
        .returning(*import_table.columns)
    ).one()
    kept = _record(tx, "customers_read", to_import(row), by.doer)
    return _preview(tx, kept, given)


def look_again(
    tx: Tx, import_id: int, wish: ImportWish, given: ReadFile, *, by: Actor
) -> ImportPreview:
    """Understand a file otherwise, before it is taken in: another charset, other columns."""
    before = _waiting_to_begin(tx, import_id, by)
    mapping = before.mapping if given.header == before.header else guess_mapping(given.header)
    if isinstance(wish.mapping, dict):
        mapping = check_mapping(wish.mapping, len(given.header))
    changed = _change(tx, before.id, **given.columns, mapping=mapping)
    return _preview(tx, _record(tx, "customers_read", changed, by.doer), given)


def begin(tx: Tx, import_id: int, *, by: Actor) -> Import:
    """Take a file in as it is understood now; the worker does it."""
    before = _waiting_to_begin(tx, import_id, by)
    check_mapping(before.mapping, len(before.header))
    tx.deliver(NewDelivery(TAKE_IN, before.id, ""))
    return _record(tx, "customer_import_begun", _change(tx, before.id, state="waiting"), by.doer)


def take_rows(tx: Tx, import_id: int, lines: Sequence[Line]) -> Import:
    """Take some rows in; a broken one is noted by its line and the rest goes in. For the worker.

    Rows that were taken already are left out: two workers may be at the same file.
    """
    before = _lock(tx, import_id)
    taken_to = tx.execute(sa.select(_I.line).where(_I.id == import_id)).scalar_one()
    lines = [line for line in lines if line.number > taken_to]
    if not lines:
        return before
    country = country_of_shop(tx, before.shop_id)
    met: dict[int, Customer] = {}
    count = {"made": 0, "changed": 0, "same": 0, "faulty": 0}
    for line in lines:
        try:
            check_whole(line)
            row = understood(line.cells, before.mapping, country)
            customer, taken = bring_in(tx, before.shop_id, row)
        except Refusal as refusal:
            count["faulty"] += 1
            _note(tx, before.id, line.number, None, fault=_fault(line, refusal))
            continue
        did = "made" if taken.made else "changed" if taken != Taken() else "same"
        count[did] += 1
        if did != "same":
            met[customer.id] = customer
            _note(tx, before.id, line.number, customer.id, taken=taken)
    if met:
        changes = [change_of(each) for each in met.values()]
        tx.record(NewEvent("customers_imported", SYSTEM, changes, shop_id=before.shop_id))
    after = _change(
        tx,
        before.id,
        state="running",
        rows_done=before.rows_done + len(lines),
        line=lines[-1].number,
        **{name: getattr(before, name) + many for name, many in count.items()},
    )
    return _record(tx, "customer_import_moved", after, SYSTEM)


def finish(tx: Tx, import_id: int) -> str | None:
    """Note that a file is taken in; returns its blob, which is needed no more."""
    blob: str | None = tx.execute(sa.select(_I.blob).where(_I.id == import_id)).scalar()
    after = _change(tx, import_id, state="done", finished_at=tx.now, blob=None)
    _record(tx, "customer_import_moved", after, SYSTEM)
    return blob


def fail(tx: Tx, import_id: int) -> None:
    """Note that the worker gave up; the rows that went in can be taken back.

    The file goes: it names people, and an import that failed is chosen anew.
    """
    blob = tx.execute(sa.select(_I.blob).where(_I.id == import_id)).scalar()
    if blob is not None:
        tx.deliver(NewDelivery(BLOB_REMOVAL, import_id, blob))
    after = _change(tx, import_id, state="failed", finished_at=tx.now, blob=None)
    _record(tx, "customer_import_moved", after, SYSTEM)


def forget_unused(tx: Tx) -> None:
    """Let go of files that were looked at and never taken in: they name people. For the worker."""
    old = sa.select(_I.id, _I.blob).where(_I.state == "read", _I.created_at < tx.now - WAITS)
    for row in tx.execute(old.with_for_update(skip_locked=True)).all():
        tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, row.blob))
        after = _change(tx, row.id, state="failed", finished_at=tx.now, blob=None)
        _record(tx, "customer_import_moved", after, SYSTEM)


def undo(tx: Tx, import_id: int, *, by: Actor) -> Import:
    """Take an import back: exactly what it made and changed, but what was changed since stays."""
    supervisor_only(by)
    import_of(tx, import_id, by=by)
    before = _lock(tx, import_id)
    if before.state not in {"done", "failed"}:
        raise Conflict("import.cannot_undo")
    tx.deliver(NewDelivery(TAKE_BACK, before.id, ""))
    return _record(tx, "customer_import_begun", _change(tx, before.id, state="undoing"), by.doer)


def take_rows_back(tx: Tx, import_id: int) -> bool:
    """Take some rows back, the last first; returns whether there are more. For the worker."""
    before = _lock(tx, import_id)
    rows = tx.execute(
        sa.select(import_row_table)
        .where(_R.import_id == import_id, _R.taken.is_not(None))
        .order_by(_R.line.desc())
        .limit(AT_ONCE)
    ).all()
    changes: list[Change] = []
    kept = 0
    for row in rows:
        change, whole = take_back(tx, row.customer_id, row.taken)
        changes += [] if change is None else [change]
        kept += not whole
        tx.execute(import_row_table.delete().where(_R.import_id == import_id, _R.line == row.line))
    if changes:
        tx.record(NewEvent("customers_import_undone", SYSTEM, changes, shop_id=before.shop_id))
    more = len(rows) == AT_ONCE
    after = _change(tx, import_id, state="undoing" if more else "undone", kept=before.kept + kept)
    _record(tx, "customer_import_moved", after, SYSTEM)
    return more


def _fault(line: Line, refusal: Refusal) -> FaultyLine:
    fault = fault_of(line, refusal)
    return replace(fault, begins=mask(fault.begins))


def _preview(tx: Tx, kept: Import, given: ReadFile) -> ImportPreview:
    country = country_of_shop(tx, kept.shop_id)
    faults = []
    for line in given.lines:
        try:
            check_whole(line)
            understood(line.cells, kept.mapping, country)
        except Refusal as refusal:
            faults.append(_fault(line, refusal))
    return ImportPreview(kept, [list(line.cells) for line in given.lines], faults)


def _waiting_to_begin(tx: Tx, import_id: int, by: Actor) -> Import:
    supervisor_only(by)
    import_of(tx, import_id, by=by)
    before = _lock(tx, import_id)
    if before.state != "read":
        raise Conflict("import.begun")
    return before


def _lock(tx: Tx, import_id: int) -> Import:
    row = tx.execute(sa.select(import_table).where(_I.id == import_id).with_for_update()).one()
    return to_import(row)


def _note(
    tx: Tx,
    import_id: int,
    line: int,
    customer_id: int | None,
    *,
    taken: Taken | None = None,
    fault: FaultyLine | None = None,
) -> None:
    tx.execute(
        import_row_table.insert().values(
            import_id=import_id, line=line, customer_id=customer_id, taken=taken, fault=fault
        )
    )


def _change(tx: Tx, import_id: int, **values: object) -> Import:
    row = tx.execute(
        import_table.update()
        .where(_I.id == import_id)
        .values(**values, version=_I.version + 1)
        .returning(*import_table.columns)
    ).one()
    return to_import(row)


def _record(tx: Tx, kind: str, one: Import, doer: Doer) -> Import:
    change = Change("customer_import", one.id, one.version, one)
    tx.record(NewEvent(kind, doer, [change], shop_id=one.shop_id))
    return one
