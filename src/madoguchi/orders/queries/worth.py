"""What somebody has bought so far, in each currency they paid in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.transaction import View
from madoguchi.orders.tables import order_table

_C = order_table.c


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """How many orders were paid in one currency, what came in and went back in minor units.

    `last_at` is when the latest of them was placed.
    """

    currency: str
    orders: int
    paid: int
    refunded: int
    last_at: datetime


def worth(view: View, customer_ids: Collection[int]) -> list[Worth]:
    """Return what the customers of one profile paid for, whoever asks; the usual currency first.

    Orders that were never paid count nothing: a basket left behind is no value.
    """
    rows = view.execute(
        sa.select(
            _C.currency,
            sa.func.count().label("orders"),
            sa.func.sum(_C.paid).label("paid"),
            sa.func.sum(_C.refunded).label("refunded"),
            sa.func.max(_C.placed_at).label("last_at"),
        )
        .where(_C.customer_id.in_(customer_ids), _C.paid > 0)
        .group_by(_C.currency)
        .order_by(sa.desc("orders"), _C.currency)
    )
    return [
        Worth(
            currency=row.currency,
            orders=row.orders,
            paid=int(row.paid),
            refunded=int(row.refunded),
            last_at=row.last_at,
        )
        for row in rows
    ]
