"""Keeping what was paid for an order and what went back; an order in full moves on by it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.names import clean_name
from madoguchi.orders.contracts import Order, PaymentDraft, RefundDraft, Source
from madoguchi.orders.operations import storing
from madoguchi.orders.rows import to_payment, to_refund
from madoguchi.orders.rules.drafts import NAME_LIMIT, settled
from madoguchi.orders.rules.money import check_amount, check_currency
from madoguchi.orders.tables import payment_table, refund_table


def keep_payment(tx: Tx, order_id: int, draft: PaymentDraft, *, source: Source) -> Order:
    """Note money that came in, once however often it is told; returns the order as it stands then.

    A platform that tells the sum as well may have told it first: the larger of both counts.
    Raises `Invalid` for another currency than the order's.
    """
    order = storing.lock(tx, order_id)
    _check(order, draft)
    row = insert_unless_there(
        tx,
        payment_table,
        version=1,
        order_id=order.id,
        external_id=draft.external_id,
        amount=draft.amount,
        currency=order.currency,
        method=clean_name(draft.method)[:NAME_LIMIT],
        at=draft.at,
    )
    if row is None:
        return order
    payment = to_payment(row)
    paid = replace(order, paid=max(order.paid, _sum(tx, payment_table, order.id)))
    saved = _save(tx, order, settled(paid, payment.at))
    change = Change("payment", payment.id, payment.version, payment)
    _record(tx, "order_paid", source, saved, change)
    return saved


def keep_refund(tx: Tx, order_id: int, draft: RefundDraft, *, source: Source) -> Order:
    """Note money that went back, once however often it is told; see `keep_payment`."""
    order = storing.lock(tx, order_id)
    _check(order, draft)
    row = insert_unless_there(
        tx,
        refund_table,
        version=1,
        order_id=order.id,
        external_id=draft.external_id,
        amount=draft.amount,
        currency=order.currency,
        reason=mask(clean_name(draft.reason))[:NAME_LIMIT],
        at=draft.at,
    )
    if row is None:
        return order
    refund = to_refund(row)
    refunded = max(order.refunded, _sum(tx, refund_table, order.id))
    saved = _save(tx, order, replace(order, refunded=refunded))
    change = Change("refund", refund.id, refund.version, refund)
    _record(tx, "order_refunded", source, saved, change)
    return saved


def _check(order: Order, draft: PaymentDraft | RefundDraft) -> None:
    if check_currency(draft.currency) != order.currency:
        raise Invalid("order.other_currency", field="currency", currency=order.currency)
    check_amount(draft.amount, "amount")
    if not draft.external_id.strip() or len(draft.external_id) > NAME_LIMIT:
        raise Invalid("order.no_external_id", field="external_id")
    if draft.at.tzinfo is None:
        raise Invalid("order.no_zone", field="at")


def _sum(tx: Tx, table: sa.Table, order_id: int) -> int:
    total: Any = tx.execute(
        sa.select(sa.func.sum(table.c.amount)).where(table.c.order_id == order_id)
    ).scalar_one()
    return int(total)  # PostgreSQL sums whole numbers to a Decimal


def _save(tx: Tx, before: Order, after: Order) -> Order:
    saved = replace(after, version=before.version + 1, updated_at=tx.now)
    storing.save(tx, [(before, saved)])
    return saved


def _record(tx: Tx, kind: str, source: Source, order: Order, change: Change) -> None:
    changes = [Change("order", order.id, order.version, order), change]
    tx.record(NewEvent(kind, source.by.doer, changes, shop_id=order.shop_id))
