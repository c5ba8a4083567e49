"""Orders for an actor: a customer's, one with all that hangs on it, and those that are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.time import from_microseconds, to_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.language.bigrams import Phrase, fts5_match, query_terms, tsquery
from madoguchi.orders.contracts import Movement, Order, Parcel, Payment, Refund
from madoguchi.orders.queries.parcels import movements_of, parcels_of
from madoguchi.orders.rows import to_order, to_payment, to_refund
from madoguchi.orders.rules.tracking import normalise_number
from madoguchi.orders.tables import (
    order_table,
    parcel_order_table,
    parcel_table,
    payment_table,
    refund_table,
)
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200
QUERY_LIMIT = 200

_C = order_table.c
# Keyset: the index stands in this order, so a page costs the same however far back it is.
_PAGE = Prepared(
    sa.select(order_table)
    .where(
        _C.customer_id == sa.bindparam("customer_id"),
        sa.tuple_(_C.placed_at, _C.id)
        < sa.tuple_(sa.bindparam("placed_at", type_=_C.placed_at.type), sa.bindparam("id")),
    )
    .order_by(_C.placed_at.desc(), _C.id.desc())
    .limit(sa.bindparam("limit"))
)
_END_OF_TIME = from_microseconds(2**53 - 1)
_FIND = {
    "sqlite": "SELECT s.rowid FROM order_search s JOIN shop_order o ON o.id = s.rowid"
    " WHERE s.order_search MATCH :match {shops} ORDER BY s.rowid DESC LIMIT :limit",
    # See `desk.queries.search` on MATERIALIZED.
    "postgresql": "WITH hit AS MATERIALIZED (SELECT id FROM order_search"
    " WHERE terms @@ CAST(:match AS tsquery)) SELECT o.id FROM hit JOIN shop_order o"
    " ON o.id = hit.id WHERE true {shops} ORDER BY o.id DESC LIMIT :limit",
}


class OrderPage(msgspec.Struct, frozen=True):
    """Orders, the newest first, with the parcels they are in; `next_cursor` None at the end.

    `customer_ids` are all who stand in one profile: the orders of each are here.
    """

    items: list[Order]
    parcels: list[Parcel]
    customer_ids: list[int]
    next_cursor: str | None = None


class WholeOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order with everything that hangs on it; movements the latest first."""

    order: Order
    parcels: list[Parcel]
    movements: list[Movement]
    payments: list[Payment]
    refunds: list[Refund]


def find(view: View, order_id: int) -> Order | None:
    """Return an order by id, whoever asks: for the rooms above, never for a door."""
    row = view.execute(sa.select(order_table).where(_C.id == order_id)).first()
    return None if row is None else to_order(row)


def order(view: View, order_id: int, *, by: Actor) -> Order:
    """Return one order; raises `NotFound` also for those of shops out of the actor's sight."""
    found = find(view, order_id)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("order.not_found")
    return found


def whole(view: View, order_id: int, *, by: Actor) -> WholeOrder:
    """Return an order with its parcels, their movements, and its money."""
    found = order(view, order_id, by=by)
    parcels = parcels_of(view, [found.id])
    payments = sa.select(payment_table).where(payment_table.c.order_id == found.id)
    refunds = sa.select(refund_table).where(refund_table.c.order_id == found.id)
    return WholeOrder(
        order=found,
        parcels=parcels,
        movements=movements_of(view, [parcel.id for parcel in parcels]),
        payments=[to_payment(r) for r in view.execute(payments.order_by(payment_table.c.at))],
        refunds=[to_refund(r) for r in view.execute(refunds.order_by(refund_table.c.at))],
    )


def of_customers(
    view: View,
    customer_ids: Sequence[int],
    *,
    by: Actor,
    limit: int = 50,
    cursor: str | None = None,
) -> OrderPage:
    """Return a page of the orders of customers who are one person, the newest first.

    Those of shops out of the actor's sight are left out.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    placed_at, last = (_END_OF_TIME, 0) if cursor is None else _read_cursor(cursor)
    found: list[Order] = []
    for customer_id in customer_ids:
        rows = view.run(
            _PAGE, customer_id=customer_id, placed_at=placed_at, id=last, limit=limit + 1
        )
        found += [each for each in map(to_order, rows) if by.sees(each.shop_id)]
    found.sort(key=lambda each: (each.placed_at, each.id), reverse=True)
    items = found[:limit]
    after = None
    if len(found) > limit:
        after = f"{to_microseconds(items[-1].placed_at)}.{items[-1].id}"
    parcels = parcels_of(view, [each.id for each in items])
    return OrderPage(items, parcels, list(customer_ids), after)


def search(
    view: View, query: str, *, by: Actor, shop_id: int | None = None, limit: int = 20
) -> list[Order]:
    """Find orders by their number, a parcel's number, or words of what was ordered.

    What has the very number comes first, then the newest.
    """
    if len(query) > QUERY_LIMIT:
        raise Invalid("search.too_long", field="q", limit=QUERY_LIMIT)
    if not query.strip():
        return []
    shop_ids = None if by.all_shops else sorted(by.shop_ids)
    if shop_id is not None:
        shop_ids = [shop_id] if by.sees(shop_id) else []
    ids = _by_number(view, query, shop_ids, limit)
    phrases = query_terms(query)
    if phrases:
        ids += _by_words(view, phrases, shop_ids, limit)
    wanted = list(dict.fromkeys(ids))
    by_id = {each.id: each for each in _orders(view, wanted)}
    return [by_id[each] for each in wanted if each in by_id][:limit]


def _by_number(view: View, query: str, shop_ids: list[int] | None, limit: int) -> list[int]:
    written = {query.strip(), *query.split()}
    numbers = sorted({normalise_number(each) for each in written})
    seen = sa.true() if shop_ids is None else _C.shop_id.in_(shop_ids)
    named = sa.select(_C.id).where(_C.number.in_(sorted(written)), seen).order_by(_C.id.desc())
    ids = list(view.execute(named.limit(limit)).scalars())
    of_parcels = (
        sa.select(parcel_order_table.c.order_id)
        .join(parcel_table, parcel_table.c.id == parcel_order_table.c.parcel_id)
        .join(order_table, _C.id == parcel_order_table.c.order_id)
        .where(parcel_table.c.number.in_(numbers), seen)
        .order_by(_C.id.desc())
    )
    return ids + list(view.execute(of_parcels.limit(limit)).scalars())


def _by_words(
    view: View, phrases: Sequence[Phrase], shop_ids: list[int] | None, limit: int
) -> list[int]:
    shops = "" if shop_ids is None else "AND o.shop_id IN :shops"
    statement = sa.text(_FIND[view.connection.dialect.name].format(shops=shops))
    match = tsquery(phrases) if view.on_postgresql else fts5_match(phrases)
    asked: dict[str, object] = {"match": match, "limit": limit}
    if shop_ids is not None:
        statement = statement.bindparams(sa.bindparam("shops", expanding=True))
        asked["shops"] = shop_ids
    return list(view.execute(statement, asked).scalars())


def _orders(view: View, ids: Collection[int]) -> list[Order]:
    if not ids:
        return []
    rows = view.execute(sa.select(order_table).where(_C.id.in_(sorted(ids))))
    return [to_order(row) for row in rows]


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    first, _, second = cursor.partition(".")
    placed, last = read_number(first), read_number(second)
    if placed is None or last is None:
        raise Invalid("list.bad_cursor", field="cursor")
    return from_microseconds(placed), last
