"""What was asked to be refunded of an order, and what still can be, for whoever sees the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Connection, Trouble
from madoguchi.connectors.connections.operations.connections import opened
from madoguchi.connectors.connections.queries.connections import to_connection
from madoguchi.connectors.connections.tables import connection_table
from madoguchi.connectors.refunds import rules
from madoguchi.connectors.refunds.contracts import OrderRefunds, RefundRequest
from madoguchi.connectors.refunds.tables import refund_request_table
from madoguchi.connectors.registry import ADAPTERS
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import Order
from madoguchi.orders.queries.orders import order
from madoguchi.people.contracts import Actor

_R = refund_request_table.c
_C = connection_table.c
_FIELDS = RefundRequest.__struct_fields__


class Way(NamedTuple):
    """By which connection an order's money would go back, or what is in the way."""

    connection: Connection | None
    hindrance: Trouble | None


def to_request(row: sa.Row[Any]) -> RefundRequest:
    """Turn a row of `refund_request_table` into its struct."""
    return RefundRequest(**dict(zip(_FIELDS, row, strict=True)))


def requests_of(view: View, order_id: int) -> list[RefundRequest]:
    """Return what was asked to be refunded of an order, the newest first, whoever asks."""
    rows = view.execute(
        sa.select(refund_request_table).where(_R.order_id == order_id).order_by(_R.id.desc())
    )
    return [to_request(row) for row in rows]


def unrefunded_of(view: View, order_id: int) -> list[RefundRequest]:
    """Return the requests of an order of whose money nobody has told yet."""
    rows = view.execute(
        sa.select(refund_request_table)
        .where(_R.order_id == order_id, _R.state != "refunded")
        .order_by(_R.id)
    )
    return [to_request(row) for row in rows]


def refunds(view: View, order_id: int, keyring: Keyring, *, by: Actor) -> OrderRefunds:
    """Return an order's refunds as somebody may see and ask for them. Raises `NotFound`."""
    found = order(view, order_id, by=by)
    items = requests_of(view, order_id)
    way = way_of(view, found, keyring)
    hindrance = way.hindrance
    if not by.at_least("supervisor"):
        hindrance = Trouble("refund.needs_supervisor")
    return OrderRefunds(
        items=items,
        refundable=rules.refundable(found, items),
        currency=found.currency,
        kind=found.platform if way.connection is not None else "",
        hindrance=hindrance,
    )


def way_of(view: View, order: Order, keyring: Keyring) -> Way:
    """Say by which connection an order's money would go back."""
    rows = view.execute(
        sa.select(connection_table)
        .where(_C.shop_id == order.shop_id, _C.kind == order.platform, _C.active)
        .order_by(_C.id)
    ).all()
    connections = [to_connection(row) for row in rows]
    known = _names(rows[0], keyring) if len(rows) == 1 else ()
    adapter = ADAPTERS.get(order.platform)
    hindrance = rules.hindrance(order, connections, adapter, known)
    return Way(None if hindrance else connections[0], hindrance)


def _names(row: sa.Row[Any], keyring: Keyring) -> Sequence[str]:
    try:
        return [*row.settings, *opened(row, keyring)]
    except DamagedKey:
        return [*row.settings]
