"""A refund wished for, taken back, and ended when the platform itself tells of its money."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from madoguchi.connectors.refunds import rules
from madoguchi.connectors.refunds.contracts import RefundRequest, RefundWish
from madoguchi.connectors.refunds.operations import noting
from madoguchi.connectors.refunds.queries import requests_of, to_request, unrefunded_of, way_of
from madoguchi.connectors.refunds.tables import refund_request_table
from madoguchi.kernel.errors import Conflict, Forbidden, NotFound
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.orders import operations as orders
from madoguchi.orders.queries.orders import order as visible
from madoguchi.orders.tables import refund_table
from madoguchi.people.contracts import Actor

DELIVERY = "refund"
"""The kind of this room's deliveries in the outbox; their target is the connection."""


def ask_refund(
    tx: Tx, order_id: int, wish: RefundWish, keyring: Keyring, *, by: Actor
) -> RefundRequest:
    """Have the platform give money of an order back. Supervisors only.

    Raises `Conflict` for more than is left, or with the reason why it cannot be done from here.
    """
    visible(tx, order_id, by=by)
    if not by.at_least("supervisor"):
        raise Forbidden("refund.needs_supervisor")
    order = orders.hold(tx, order_id)
    way = way_of(tx, order, keyring)
    if way.connection is None:
        assert way.hindrance is not None
        raise Conflict(way.hindrance.key, field=None, **way.hindrance.params)
    wish = rules.check(wish, order, rules.refundable(order, requests_of(tx, order_id)))
    row = tx.execute(
        refund_request_table.insert()
        .values(
            version=1,
            shop_id=order.shop_id,
            order_id=order.id,
            connection_id=way.connection.id,
            amount=wish.amount,
            currency=wish.currency,
            reason=wish.reason,
            mark=f"R-{secrets.token_hex(6)}",
            state="asked",
            uncertain=False,
            attempts=0,
            asked_by_kind=by.doer.kind,
            asked_by=by.doer.id,
            asked_at=tx.now,
        )
        .returning(*refund_request_table.columns)
    ).one()
    made = to_request(row)
    tx.deliver(NewDelivery(DELIVERY, made.connection_id, str(made.id)))
    noting.record(tx, "refund_asked", made, by.doer)
    return made


def withdraw(tx: Tx, order_id: int, request_id: int, *, by: Actor) -> RefundRequest:
    """Take a request back that the platform has not confirmed. Supervisors only.

    Raises `Conflict` while it is being asked, and once it has confirmed.
    """
    visible(tx, order_id, by=by)
    if not by.at_least("supervisor"):
        raise Forbidden("refund.needs_supervisor")
    orders.hold(tx, order_id)
    request = noting.locked(tx, request_id)
    if request is None or request.order_id != order_id:
        raise NotFound("refund.not_found")
    if request.state == "withdrawn":
        return request
    if request.state != "asked":
        raise Conflict("refund.too_late")
    if request.trying_until is not None and request.trying_until > tx.now:
        raise Conflict("refund.under_way")
    return noting.change(
        tx, "refund_withdrawn", request, by.doer, state="withdrawn", ended_at=tx.now
    )


def note_told(tx: Tx, order_id: int) -> None:
    """End the requests of an order, locked by now, whose money its platform has told of.

    Also those that were given up or taken back: what an unanswered attempt has done comes out late.
    """
    for request in unrefunded_of(tx, order_id):
        mark = f"%[{request.mark}]%"
        told = tx.execute(
            sa.select(sa.func.sum(refund_table.c.amount)).where(
                refund_table.c.order_id == order_id, refund_table.c.reason.like(mark)
            )
        ).scalar()
        if int(told or 0) >= request.amount:
            noting.end(tx, request)
