"""What is known of orders for inquiries: those remembered, and those an import only names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from madoguchi.insight.figures.inquiries import Sale
from madoguchi.insight.figures.seen import SeenOrder
from madoguchi.insight.tables import figure_sale_table
from madoguchi.kernel.lists import among
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.schema import Moment
from madoguchi.kernel.transaction import View
from madoguchi.orders.tables import order_table

_S = figure_sale_table.c
_O = order_table.c
_COLUMNS = (_S.order_id, _S.version, _S.customer_id, _S.placed_at, _S.paid_at, _S.ended_at)
_SALES = Prepared(
    sa.select(*_COLUMNS)
    .where(among(_S.order_id, "numbers"))
    .union_all(
        sa.select(*_COLUMNS).where(
            among(_S.customer_id, "customers"), _S.placed_at >= sa.bindparam("since", type_=Moment)
        )
    )
)


def named(view: View, ids: Sequence[int]) -> list[SeenOrder]:
    """Return orders as they stand that an import names, as far as they are or were anybody's."""
    columns = [_O[name] for name in SeenOrder.__struct_fields__]
    remembered = sa.select(_S.order_id).where(_S.order_id.in_(ids))
    rows = view.execute(
        sa.select(*columns).where(
            _O.id.in_(ids), _O.customer_id.is_not(None) | _O.id.in_(remembered)
        )
    )
    return [SeenOrder(**row._mapping) for row in rows]


def remembered(
    view: View, numbers: Collection[int], customers: Collection[int], since: datetime
) -> dict[int, Sale]:
    """Return the sales of these numbers, and those of customers since an instant."""
    rows = view.run(_SALES, numbers=sorted(numbers), customers=sorted(customers), since=since)
    return {number: Sale(*rest) for number, *rest in rows}


def as_row(number: int, sale: Sale) -> dict[str, object]:
    """Return a sale as it is stored."""
    return {
        "order_id": number,
        "version": sale.version,
        "customer_id": sale.customer,
        "placed_at": sale.placed,
        "paid_at": sale.paid,
        "ended_at": sale.ended,
    }
