"""Notices that came before what they speak of: worked off again as soon as that is here.

Platforms and carriers post as things come to their mind: a refund may overtake its order, and a
carrier the shop whose parcel it follows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import News, TrackingNews
from madoguchi.connectors.connections.tables import connection_table, notice_table
from madoguchi.kernel.errors import NotFound, Refusal
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.rules.tracking import normalise_number

_N = notice_table.c
_C = connection_table.c
_WAITING = Prepared(sa.select(_N.id).where(_N.waits_for == sa.bindparam("waits_for")))


class OrderNotHere(NotFound):
    """What is told belongs to an order that has not come yet; `order` is its platform's name."""

    def __init__(self, order: str) -> None:
        super().__init__("notice.order_not_here", order=order[:60])
        self.order = order


def awaited_by(refusal: Refusal) -> str | None:
    """Return what a notice that was refused waits for; None where waiting helps nobody."""
    return f"order {refusal.order}" if isinstance(refusal, OrderNotHere) else None


def awaited_parcel(news: Sequence[News]) -> str | None:
    """Return what a notice waits for of which nothing concerned us: the one parcel it follows."""
    numbers = {each.number for each in news if isinstance(each, TrackingNews) and each.movements}
    return f"parcel {normalise_number(numbers.pop())}" if len(numbers) == 1 else None


def order_came(tx: Tx, connection_id: int, names: Collection[str]) -> None:
    """Have what waits for these orders of a connection's platform worked off again."""
    for name in sorted(names):
        _wake(tx, f"order {name}", _N.connection_id == connection_id)


def parcel_came(tx: Tx, shop_id: int, number: str) -> None:
    """Have what waits for a parcel of a shop worked off again, whichever service has posted it."""
    of_shop = sa.select(_C.id).where(_C.shop_id == shop_id)
    _wake(tx, f"parcel {number}", _N.connection_id.in_(of_shop))


def _wake(tx: Tx, awaited: str, here: sa.ColumnElement[bool]) -> None:
    # Hardly ever does anything wait, and each order asks.
    ids = [row[0] for row in tx.run(_WAITING, waits_for=awaited)]
    if ids:
        tx.execute(
            notice_table.update()
            .where(_N.id.in_(ids), here, _N.state.in_(("failed", "ignored")))
            .values(state="pending", reason=None, worked_at=None, waits_for=None)
        )
