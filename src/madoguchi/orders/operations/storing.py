"""Rows of orders: stored, locked, saved, findable. Not an operation: only this folder calls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.statements import InsertMany
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import Order, Parcel
from madoguchi.orders.rows import to_order, to_parcel
from madoguchi.orders.rules.finding import terms
from madoguchi.orders.tables import order_search, order_table, parcel_table
from madoguchi.people.contracts import Actor

_O = order_table.c
_P = parcel_table.c
_ORDER = [name for name in Order.__struct_fields__ if name != "id"]
_PARCEL = [name for name in Parcel.__struct_fields__ if name != "id"]
_INSERT = InsertMany(order_table, _ORDER, ("id", "shop_id", "platform", "external_id"))
_SAVE = (
    order_table.update()
    .where(_O.id == sa.bindparam("b_id"))
    .values({name: sa.bindparam(f"b_{name}") for name in _ORDER})
)


def insert(tx: Tx, orders: Sequence[Order]) -> dict[tuple[int, str, str], Order]:
    """Store new orders and return those that were new to the database as well, by their names."""
    if not orders:
        return {}
    # In one order everywhere, so that two processes do not wait for each other.
    ordered = sorted(orders, key=lambda order: (order.shop_id, order.platform, order.external_id))
    rows = [{name: getattr(order, name) for name in _ORDER} for order in ordered]
    ids = {row[1:]: row[0] for row in _INSERT.run(tx, rows)}
    made: dict[tuple[int, str, str], Order] = {}
    for order, values in zip(ordered, rows, strict=True):
        key = (order.shop_id, order.platform, order.external_id)
        if key in ids:
            made[key] = Order(id=ids[key], **values)
    if made:
        found_by = [(order.id, terms(order.number, order.lines)) for order in made.values()]
        order_search.insert(tx.connection, found_by)
    return made


def save(tx: Tx, orders: Sequence[tuple[Order, Order]]) -> None:
    """Write changed orders, who are locked: each as it was and as it shall be."""
    tx.execute(
        _SAVE,
        [
            {"b_id": after.id, **{f"b_{name}": getattr(after, name) for name in _ORDER}}
            for _, after in orders
        ],
    )
    for before, after in orders:
        was, now = terms(before.number, before.lines), terms(after.number, after.lines)
        if was != now:
            # At once, not with the batch: the next change must find these terms to take them out.
            order_search.remove(tx.connection, after.id, was)
            order_search.insert(tx.connection, [(after.id, now)])


def lock(tx: Tx, order_id: int) -> Order:
    """Return an order that nobody else changes until the commit. Raises `NotFound`."""
    row = tx.execute(sa.select(order_table).where(_O.id == order_id).with_for_update()).first()
    if row is None:
        raise NotFound("order.not_found")
    return to_order(row)


def lock_for(tx: Tx, order_id: int, by: Actor) -> Order:
    """As `lock`, for an actor; one of a shop out of their sight does not exist for them."""
    order = lock(tx, order_id)
    if not by.sees(order.shop_id):
        raise NotFound("order.not_found")
    return order


def lock_parcel(tx: Tx, parcel_id: int) -> Parcel:
    """Return a parcel that nobody else changes until the commit; its orders are locked after it."""
    row = tx.execute(sa.select(parcel_table).where(_P.id == parcel_id).with_for_update()).first()
    if row is None:
        raise NotFound("parcel.not_found")
    return to_parcel(row)


def insert_parcel(tx: Tx, parcel: Parcel) -> Parcel | None:
    """Store a new parcel and return it with its id, None where there is one of its number."""
    build: Any = postgresql.insert if tx.on_postgresql else sqlite.insert
    values = {name: getattr(parcel, name) for name in _PARCEL}
    row = tx.execute(
        build(parcel_table).values(**values).on_conflict_do_nothing().returning(_P.id)
    ).first()
    return None if row is None else Parcel(id=row[0], **values)


def save_parcel(tx: Tx, parcel: Parcel) -> None:
    """Write a changed parcel, which is locked."""
    values = {name: getattr(parcel, name) for name in _PARCEL}
    tx.execute(parcel_table.update().where(_P.id == parcel.id).values(**values))
