"""Giving orders to those who turn out to be their buyers, soon after that is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import SHOP
from madoguchi.customers.tables import identity_table
from madoguchi.kernel import cursors, feed
from madoguchi.kernel.feed import SYSTEM, Change, NewEvent, Position
from madoguchi.kernel.telling import telling_of
from madoguchi.kernel.transaction import Tx, View
from madoguchi.orders.contracts import Order
from madoguchi.orders.operations import storing
from madoguchi.orders.queries.owners import PHONE, owners
from madoguchi.orders.queries.unclaimed import unclaimed_by
from madoguchi.orders.rows import to_order
from madoguchi.orders.tables import order_table

CURSOR = "order owners"
EVENTS_AT_ONCE = 5000
CUSTOMERS_AT_ONCE = 50
"""Each is looked up while everybody who writes waits."""
AT_ONCE = 500

_C = order_table.c
_I = identity_table.c


class Met(msgspec.Struct, frozen=True):
    """Customers of whom the feed tells, between two places in it; `before` None: it begins."""

    before: Position | None
    after: Position
    customers: Collection[int] = ()
    more: bool = False


def met(view: View) -> Met | None:
    """Return of which customers the next events tell; None where nothing has happened since."""
    before = cursors.place_of(view, CURSOR)
    if before is None:
        return Met(None, feed.START)
    told = telling_of(
        view.connection, "customer", before, events=EVENTS_AT_ONCE, telling=CUSTOMERS_AT_ONCE
    )
    return None if told is None else Met(before, told.until, told.ids, told.full)


def match_met(tx: Tx, met: Met) -> bool:
    """Match the orders of each customer of whom the feed told; True: there may be more.

    Nothing where another process has worked on that already.
    """
    if met.before is None:
        cursors.place(tx, CURSOR)
        return True
    if not cursors.step(tx, CURSOR, met.before, met.after):
        return True
    for customer_id in sorted(met.customers):
        match(tx, customer_id)
    return met.more


def match(tx: Tx, customer_id: int) -> list[Order]:
    """Give a customer the orders that are nobody's and bear a name that is theirs for certain."""
    customer = customers.find(tx, customer_id)
    if customer is None:
        return []
    names = tx.execute(
        sa.select(_I.channel, _I.external_id).where(_I.customer_id == customer_id)
    ).all()
    known = [_C.buyer_email == customer.email.lower()] if customer.email else []
    for name in names:
        if name.channel == PHONE:
            known.append(_C.buyer_phone == name.external_id)
        else:
            theirs = _C.buyer_id == name.external_id
            known.append(theirs if name.channel == SHOP else theirs & (_C.platform == name.channel))
    given: list[Order] = []
    # Piece by piece: a shop that brought its past has customers with thousands.
    while piece := _match_some(tx, customer_id, customer.shop_id, known):
        given += piece
    return given


def take_unclaimed(tx: Tx, customer_ids: Collection[int]) -> None:
    """Give a person the orders of nobody that name them, certain or not: before they are erased."""
    for order_id, owner in sorted(unclaimed_by(tx, customer_ids).items()):
        before = storing.lock(tx, order_id)
        if before.customer_id is not None:
            continue
        order = replace(before, customer_id=owner, version=before.version + 1, updated_at=tx.now)
        storing.save(tx, [(before, order)])
        change = Change("order", order.id, order.version, order)
        tx.record(NewEvent("order_matched", SYSTEM, [change], shop_id=order.shop_id))


def _match_some(
    tx: Tx, customer_id: int, shop_id: int, known: Sequence[sa.ColumnElement[bool]]
) -> list[Order]:
    ids: set[int] = set()
    for each in known:  # one by one: each has its index
        likely = sa.select(_C.id).where(
            _C.customer_id.is_(None),
            _C.given_by_hand.is_(False),
            _C.shop_id == shop_id,
            each,
        )
        ids.update(tx.execute(likely.limit(AT_ONCE)).scalars())
    if not ids:
        return []
    rows = tx.execute(
        sa.select(order_table)
        .where(_C.id.in_(sorted(ids)), _C.customer_id.is_(None), _C.given_by_hand.is_(False))
        .order_by(_C.id)
        .with_for_update()
    )
    unmatched = [to_order(row) for row in rows]
    matched = [
        (order, replace(order, customer_id=owner, version=order.version + 1, updated_at=tx.now))
        for order, owner in zip(unmatched, owners(tx, unmatched), strict=True)
        if owner == customer_id
    ]
    if not matched:
        return []
    storing.save(tx, matched)
    for _, order in matched:
        change = Change("order", order.id, order.version, order)
        tx.record(NewEvent("order_matched", SYSTEM, [change], shop_id=order.shop_id))
    return [order for _, order in matched]
