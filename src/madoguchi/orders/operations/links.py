"""Links by which customers follow their orders: made for a while, taken back at once."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import OrderLink
from madoguchi.orders.queries import orders
from madoguchi.orders.rows import to_link
from madoguchi.orders.tables import order_link_table
from madoguchi.people.contracts import Actor

USUAL_DAYS = 60
LONGEST_DAYS = 180

_C = order_link_table.c


def make_link(tx: Tx, order_id: int, days: int = USUAL_DAYS, *, by: Actor) -> OrderLink:
    """Make a link to an order's page that opens it for so many days."""
    order = orders.order(tx, order_id, by=by)
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("order_link.bad_days", field="days", most=LONGEST_DAYS)
    row = tx.execute(
        order_link_table.insert()
        .values(
            version=1,
            shop_id=order.shop_id,
            order_id=order.id,
            made_by_kind=by.kind,
            made_by=by.id,
            made_at=tx.now,
            expires_at=tx.now + timedelta(days=days),
        )
        .returning(*order_link_table.columns)
    ).one()
    return _record(tx, "order_link_made", to_link(row), by)


def revoke_link(tx: Tx, link_id: int, *, by: Actor) -> OrderLink:
    """Take a link back: whoever has it is told so from now on."""
    found = sa.select(order_link_table).where(_C.id == link_id).with_for_update()
    row = tx.execute(found).first()
    link = None if row is None else to_link(row)
    if link is None or not by.sees(link.shop_id):
        raise NotFound("order_link.not_found")
    if link.revoked_at is not None:
        return link
    revoked = replace(link, version=link.version + 1, revoked_at=tx.now)
    tx.execute(
        order_link_table.update()
        .where(_C.id == link.id)
        .values(version=revoked.version, revoked_at=revoked.revoked_at)
    )
    return _record(tx, "order_link_revoked", revoked, by)


def _record(tx: Tx, kind: str, link: OrderLink, by: Actor) -> OrderLink:
    change = Change("order_link", link.id, link.version, link)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=link.shop_id))
    return link
