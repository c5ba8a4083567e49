"""Taking back what an import did to an order, unless anything has come of the order since."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import Order
from madoguchi.orders.operations import storing
from madoguchi.orders.rules.finding import terms
from madoguchi.orders.tables import (
    order_link_table,
    order_search,
    parcel_order_table,
    payment_table,
    refund_table,
)

_HANGING = (order_link_table, parcel_order_table, payment_table, refund_table)


def take_back(
    tx: Tx, order_id: int, version: int, before: Order | None
) -> tuple[Order, Order] | None:
    """Make an order what it was `before`, or nothing where an import made it; returns (was, is).

    None where it is no longer of the `version` that the import left, or where money, a parcel or a
    link hangs on it that was not there: then it stays as it is. Whoever calls records the change.
    """
    order = storing.lock(tx, order_id)
    if order.version != version or (before is None and _is_used(tx, order_id)):
        return None
    after = _emptied(order) if before is None else before
    after = replace(after, version=order.version + 1, updated_at=tx.now)
    storing.save(tx, [(order, after)])
    if before is None:
        order_search.remove(tx.connection, after.id, terms(after.number, after.lines))
    return order, after


def _is_used(tx: Tx, order_id: int) -> bool:
    return any(
        tx.execute(sa.select(sa.literal(1)).where(table.c.order_id == order_id).limit(1)).first()
        for table in _HANGING
    )


def _emptied(order: Order) -> Order:
    """Return of an order a number that nothing finds: a number must never be another's.

    Its platform's name for it is free, so that the same file can be taken in anew.
    """
    return Order(
        id=order.id,
        version=order.version,
        shop_id=order.shop_id,
        platform=order.platform,
        external_id=f"taken back {order.id}",
        number="",
        state="cancelled",
        said_state="cancelled",
        placed_at=order.placed_at,
        currency=order.currency,
        total=0,
        simulated=order.simulated,
        created_at=order.created_at,
        updated_at=order.updated_at,
    )
