"""Who has ordered anything, for rooms that only ask whether."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from madoguchi.kernel.transaction import View
from madoguchi.orders.tables import order_table

_C = order_table.c


def shops_with_orders(view: View, shop_ids: Collection[int]) -> set[int]:
    """Return those of some shops of which any order is known here."""
    return {
        shop_id
        for shop_id in shop_ids
        if view.execute(sa.select(_C.id).where(_C.shop_id == shop_id).limit(1)).first() is not None
    }


def who_ordered(view: View, customer_ids: Collection[int]) -> set[int]:
    """Return those of some customers (500 at most) who have an order."""
    found = view.execute(
        sa.select(_C.customer_id).where(_C.customer_id.in_(customer_ids)).distinct()
    )
    return set(found.scalars())
