"""Links by which customers follow their orders: made for a while, taken back at once."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import OrderLink
from madoguchi.orders.operations import storing
from madoguchi.orders.queries import orders
from madoguchi.orders.rows import to_link
from madoguchi.orders.tables import order_link_table
from madoguchi.people.contracts import Actor

USUAL_DAYS = 60
LONGEST_DAYS = 180
REUSED_DAYS = 14
"""A link with so many days left is given out again: a customer may open a card late."""

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
    return _record(tx, "order_link_made", to_link(row), by.doer)


def link_to(tx: Tx, order_id: int, *, by: Actor) -> OrderLink:
    """Return a link to an order's page that opens it for a while yet; made only where none does."""
    # The order is held: of two who ask at once the second finds the first one's.
    order = storing.lock_for(tx, order_id, by)
    found = (
        sa.select(order_link_table)
        .where(
            _C.order_id == order.id,
            _C.revoked_at.is_(None),
            _C.expires_at >= tx.now + timedelta(days=REUSED_DAYS),
        )
        .order_by(_C.id.desc())
        .limit(1)
    )
    row = tx.execute(found).first()
    return make_link(tx, order.id, by=by) if row is None else to_link(row)


def revoke_all(tx: Tx, order_id: int, *, by: Doer) -> None:
    """Take back every link to an order that still opens it."""
    rows = tx.execute(
        sa.select(order_link_table)
        .where(_C.order_id == order_id, _C.revoked_at.is_(None), _C.expires_at > tx.now)
        .order_by(_C.id)
        .with_for_update()
    )
    for link in map(to_link, rows.all()):
        _revoke(tx, link, by)


def revoke_link(tx: Tx, link_id: int, *, by: Actor) -> OrderLink:
    """Take a link back: whoever has it is told so from now on."""
    found = sa.select(order_link_table).where(_C.id == link_id).with_for_update()
    row = tx.execute(found).first()
    link = None if row is None else to_link(row)
    if link is None or not by.sees(link.shop_id):
        raise NotFound("order_link.not_found")
    if link.revoked_at is not None:
        return link
    return _revoke(tx, link, by.doer)


def _revoke(tx: Tx, link: OrderLink, by: Doer) -> OrderLink:
    revoked = replace(link, version=link.version + 1, revoked_at=tx.now)
    tx.execute(
        order_link_table.update()
        .where(_C.id == link.id)
        .values(version=revoked.version, revoked_at=revoked.revoked_at)
    )
    return _record(tx, "order_link_revoked", revoked, by)


def _record(tx: Tx, kind: str, link: OrderLink, by: Doer) -> OrderLink:
    change = Change("order_link", link.id, link.version, link)
    tx.record(NewEvent(kind, by, [change], shop_id=link.shop_id))
    return link
