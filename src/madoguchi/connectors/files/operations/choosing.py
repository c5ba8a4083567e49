"""A file of orders chosen, looked at, and begun; no order is stored here."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from madoguchi.connectors.files.contracts import (
    OrderImport,
    OrderImportPreview,
    OrderImportWish,
    PreviewedOrder,
)
from madoguchi.connectors.files.operations import noting
from madoguchi.connectors.files.operations.taking import UNDONE_WITHIN
from madoguchi.connectors.files.queries import import_of, place_of, to_import
from madoguchi.connectors.files.rules.columns import (
    check_mapping,
    guess_mapping,
    recognise,
    shape_of,
)
from madoguchi.connectors.files.rules.rows import Reader
from madoguchi.connectors.files.rules.values import currency_of
from madoguchi.connectors.files.tables import order_import_table
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.file_imports import nothing_taken
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.language import sheets
from madoguchi.language.names import clean_name
from madoguchi.language.sheets import FaultyLine, ReadFile
from madoguchi.orders.rules.drafts import PLATFORM_LIMIT
from madoguchi.orders.rules.inland import as_it_goes
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.shops import queries as shops

TAKE_IN = "order_import"
TAKE_BACK = "order_import_undo"
"""The kinds of delivery by which the worker takes an import in, and back; their target is it."""
SHOWN = 20
MOST_ROWS = 500_000
_CURRENCIES = {"ja": "JPY", "zh-CN": "CNY", "zh-TW": "TWD", "zh-HK": "HKD", "ko": "KRW"}


def read_file(
    content: bytes, *, encoding: str | None = None, delimiter: str | None = None
) -> ReadFile:
    """Read a file of orders, outside any transaction. Raises `Invalid`."""
    # One more than is shown: the last order's rows may go on.
    return sheets.read_file(content, MOST_ROWS, SHOWN + 1, encoding=encoding, delimiter=delimiter)


def keep_file(
    tx: Tx, shop_id: int, name: str, blob: str, given: ReadFile, *, by: Actor
) -> OrderImportPreview:
    """Keep a file for a shop and say how it would be understood. Supervisors and owners."""
    supervisor_only(by)
    shop = shops.visible(tx, shop_id, by=by)
    shape = shape_of(name_of_shape := recognise(given.header))
    row = tx.execute(
        order_import_table.insert()
        .values(
            version=1,
            shop_id=shop_id,
            name=clean_name(name)[:200] or "orders.csv",
            state="read",
            shape=name_of_shape,
            platform=shape.platform or shop.platform,
            currency=shape.currency or _CURRENCIES.get(shop.locale, "USD"),
            zone=shape.zone or shop.zone,
            **given.columns,
            mapping=guess_mapping(given.header),
            **nothing_taken(tx, blob, by.person_id),
        )
        .returning(*order_import_table.columns)
    ).one()
    return _preview(tx, noting.record(tx, "order_import_read", to_import(row), by.doer), given)


def look_again(
    tx: Tx, import_id: int, wish: OrderImportWish, given: ReadFile, *, by: Actor
) -> OrderImportPreview:
    """Understand a file otherwise, before it is taken in: another charset, zone, other columns."""
    before = _to_begin(tx, import_id, by, {"read"})
    values: dict[str, object] = given.columns
    if given.header != before.header:
        shape = shape_of(name := recognise(given.header))
        values |= {"mapping": guess_mapping(given.header), "shape": name}
        values |= {
            field: said
            for field in ("platform", "currency", "zone")
            if (said := getattr(shape, field))
        }
    if isinstance(wish.mapping, dict):
        values["mapping"] = check_mapping(wish.mapping, len(given.header))
    if isinstance(wish.platform, str):
        platform = clean_name(wish.platform).lower()
        if not platform or len(platform) > PLATFORM_LIMIT:
            raise Invalid("order.no_platform", field="platform", limit=PLATFORM_LIMIT)
        values["platform"] = platform
    if isinstance(wish.currency, str):
        values["currency"] = currency_of(wish.currency)
    if isinstance(wish.zone, str):
        values["zone"] = _zone(wish.zone)
    after = noting.changed(tx, before.id, **values)
    return _preview(tx, noting.record(tx, "order_import_read", after, by.doer), given)


def begin(tx: Tx, import_id: int, *, by: Actor) -> OrderImport:
    """Take a file in as it is understood now, or go on with one that broke; the worker does it."""
    before = _to_begin(tx, import_id, by, {"read", "failed"})
    check_mapping(before.mapping, len(before.header))
    tx.deliver(NewDelivery(TAKE_IN, before.id, ""))
    after = noting.changed(tx, before.id, state="waiting")
    return noting.record(tx, "order_import_begun", after, by.doer)


def undo(tx: Tx, import_id: int, *, by: Actor) -> OrderImport:
    """Take an import back: what it made and changed, but what was changed since stays."""
    before = _to_begin(tx, import_id, by, {"done", "failed"}, otherwise="import.cannot_undo")
    if before.created_at < tx.now - UNDONE_WITHIN:
        raise Conflict("order_import.undo_too_late", days=UNDONE_WITHIN.days)
    tx.deliver(NewDelivery(TAKE_BACK, before.id, ""))
    after = noting.changed(tx, before.id, state="undoing")
    return noting.record(tx, "order_import_begun", after, by.doer)


def _to_begin(
    tx: Tx, import_id: int, by: Actor, states: set[str], *, otherwise: str = "import.begun"
) -> OrderImport:
    import_of(tx, import_id, by=by)
    # Locked, so that two who press at once are one after the other.
    tx.execute(
        sa.select(order_import_table.c.id)
        .where(order_import_table.c.id == import_id)
        .with_for_update()
    )
    before, blob, _ = place_of(tx, import_id)
    if before.state not in states or (otherwise == "import.begun" and blob is None):
        raise Conflict(otherwise)
    return before


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, OSError, ValueError) as error:
        raise Invalid("customer.bad_zone", field="zone") from error


def _preview(tx: Tx, of: OrderImport, given: ReadFile) -> OrderImportPreview:
    shown = [list(line.cells) for line in given.lines[:SHOWN]]
    try:
        check_mapping(of.mapping, len(of.header))
    except Invalid:
        # Nothing can be understood before the columns are chosen.
        return OrderImportPreview(of, shown, [], [])
    zone = shops.by_id(tx, of.shop_id).zone
    orders: list[PreviewedOrder] = []
    faults: list[FaultyLine] = []
    for group in Reader(of).groups(given.lines):
        faults += [each for each in group.faults if each.line <= given.lines[:SHOWN][-1].number]
        # The last one may have more rows than were looked at.
        if group.draft is None or (group.rows[-1] is given.lines[-1] and len(given.lines) > SHOWN):
            continue
        draft = as_it_goes(group.draft, zone)
        orders.append(
            PreviewedOrder(
                line=group.line,
                number=draft.number,
                state=draft.state,
                placed_at=draft.placed_at,
                currency=draft.currency,
                total=draft.total,
                buyer=draft.buyer_name or draft.buyer_email or draft.buyer_id,
                lines=len(draft.lines),
            )
        )
    return OrderImportPreview(of, shown, orders, faults)
