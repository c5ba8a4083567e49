"""Parcels for an actor: those of orders, one with its movements, and the silent ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal, get_args

import msgspec
import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.time import from_microseconds, to_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import Movement, Order, Parcel
from madoguchi.orders.rows import MOVEMENT_COLUMNS, to_movement, to_order, to_parcel
from madoguchi.orders.tables import (
    movement_table,
    order_table,
    parcel_order_table,
    parcel_table,
)
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200
ParcelView = Literal["silent", "all"]

_C = parcel_table.c
_L = parcel_order_table.c


class WholeParcel(msgspec.Struct, frozen=True):
    """A parcel with its movements, the latest first."""

    parcel: Parcel
    movements: list[Movement]


class ParcelPage(msgspec.Struct, frozen=True):
    """Parcels in the order of a view, the orders in them, and whose those are.

    `next_cursor` is None at the end.
    """

    items: list[Parcel]
    next_cursor: str | None
    orders: list[Order] = []
    customers: list[Customer] = []


def parcel(view: View, parcel_id: int, *, by: Actor) -> WholeParcel:
    """Return one parcel; raises `NotFound` also for those of shops out of the actor's sight."""
    row = view.execute(sa.select(parcel_table).where(_C.id == parcel_id)).first()
    found = None if row is None else to_parcel(row)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("parcel.not_found")
    return WholeParcel(found, movements_of(view, [found.id]))


def parcels_of(view: View, order_ids: Collection[int]) -> list[Parcel]:
    """Return the parcels that orders are in, each once, whoever asks."""
    if not order_ids:
        return []
    wanted = sa.select(_L.parcel_id).where(_L.order_id.in_(sorted(order_ids)))
    rows = view.execute(sa.select(parcel_table).where(_C.id.in_(wanted)).order_by(_C.id))
    return [to_parcel(row) for row in rows]


def movements_of(view: View, parcel_ids: Collection[int]) -> list[Movement]:
    """Return what carriers said of parcels, the latest first, whoever asks."""
    if not parcel_ids:
        return []
    columns = movement_table.c
    rows = view.execute(
        sa.select(*MOVEMENT_COLUMNS)
        .where(columns.parcel_id.in_(sorted(parcel_ids)))
        .order_by(columns.at.desc(), columns.id.desc())
    )
    return [to_movement(row) for row in rows]


def parcels(
    view: View,
    name: ParcelView = "silent",
    *,
    by: Actor,
    shop_id: int | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> ParcelPage:
    """Return a page of parcels in sight: `silent`, longest first, or `all`, the newest first."""
    if name not in get_args(ParcelView):
        raise Invalid("parcel.no_such_view", field="view")
    limit = max(1, min(limit, LARGEST_PAGE))
    statement = sa.select(parcel_table).limit(limit + 1)
    if name == "silent":
        statement = statement.where(_C.silent_since.is_not(None))
        statement = statement.order_by(_C.silent_since, _C.id)
    else:
        statement = statement.order_by(_C.id.desc())
    if shop_id is not None:
        statement = statement.where(_C.shop_id == shop_id)
    if not by.all_shops:
        statement = statement.where(_C.shop_id.in_(sorted(by.shop_ids)))
    if cursor is not None:
        since, last = _read_cursor(cursor)
        after = sa.tuple_(_C.silent_since, _C.id) > sa.tuple_(
            sa.literal(since, _C.silent_since.type), sa.literal(last)
        )
        statement = statement.where(after if name == "silent" else _C.id < last)
    found = [to_parcel(row) for row in view.execute(statement)]
    items = found[:limit]
    held = _orders(view, {number for each in items for number in each.order_ids})
    ids = {each.customer_id for each in held if each.customer_id is not None}
    owners = customers.customers(view, ids, by=by)
    if len(found) <= limit:
        return ParcelPage(items, None, held, owners)
    since = items[-1].silent_since or items[-1].created_at
    return ParcelPage(items, f"{to_microseconds(since)}.{items[-1].id}", held, owners)


def _orders(view: View, ids: Collection[int]) -> list[Order]:
    if not ids:
        return []
    rows = view.execute(sa.select(order_table).where(order_table.c.id.in_(sorted(ids))))
    return [to_order(row) for row in rows]


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    first, _, second = cursor.partition(".")
    since, last = read_number(first), read_number(second)
    if since is None or last is None:
        raise Invalid("list.bad_cursor", field="cursor")
    return from_microseconds(since), last
