"""WooCommerce's orders in the desk's words. Pure.

Statuses as WooCommerce's documentation lists them; those that plugins add count by what was paid.
"""

from __future__ import annotations

from datetime import UTC
from decimal import ROUND_HALF_UP, Decimal

from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import OrderNews, ParcelNews
from madoguchi.connectors.connections.rules.reading import edition, full_name, minor, moment
from madoguchi.connectors.woocommerce import payloads
from madoguchi.connectors.woocommerce.tracking import numbers
from madoguchi.orders.contracts import (
    Address,
    OrderDraft,
    OrderLine,
    OrderState,
    ParcelDraft,
    RefundDraft,
)
from madoguchi.orders.rules.money import check_currency, minor_digits

PLATFORM = "woocommerce"
UNFINISHED = {"auto-draft", "checkout-draft"}
"""A cart that has not become an order."""

_STATES: dict[str, OrderState] = {
    "pending": "placed",
    "on-hold": "placed",
    "failed": "placed",
    "processing": "paid",
    "partial-shipped": "preparing",
    "shipped": "export",
    "completed": "export",
    "delivered": "delivered",
    "cancelled": "cancelled",
    "refunded": "cancelled",
    "trash": "cancelled",
}
_PAID = {"processing", "completed", "refunded"}


def order(read: payloads.Order, shop_id: int) -> OrderNews:
    """Turn an order into ours, with its refunds and parcels."""
    currency = read.currency
    placed = moment(read.date_created_gmt, UTC)
    changed = moment(read.date_modified_gmt, UTC) if read.date_modified_gmt else placed
    paid_at = moment(read.date_paid_gmt, UTC) if read.date_paid_gmt else None
    paid = paid_at is not None or read.status in _PAID
    total = minor(read.total, currency)
    buyer = read.billing
    return OrderNews(
        order=OrderDraft(
            shop_id=shop_id,
            platform=PLATFORM,
            external_id=str(read.id),
            version=edition(changed),
            number=read.number or str(read.id),
            state=_STATES.get(read.status, "paid" if paid else "placed"),
            placed_at=placed,
            currency=currency,
            total=total,
            shipping=minor(read.shipping_total, currency),
            tax=minor(read.total_tax, currency),
            discount=minor(read.discount_total, currency),
            paid=total if paid else 0,
            paid_at=(paid_at or changed) if paid else None,
            lines=[_line(each, currency) for each in read.line_items if each.quantity > 0],
            address=_address(read),
            # 0 is everybody who bought without an account.
            buyer_id="" if str(read.customer_id) == "0" else str(read.customer_id),
            buyer_name=_name(buyer),
            buyer_email=buyer.email,
            buyer_phone=buyer.phone,
        ),
        refunds=[
            RefundDraft(
                external_id=str(each.id),
                amount=abs(minor(each.total, currency)),
                currency=currency,
                reason=each.reason or "",
                at=changed,
            )
            for each in read.refunds
        ],
        parcels=[
            ParcelNews(
                parcel=ParcelDraft(shop_id=shop_id, number=number, carrier=courier),
                orders=[str(read.id)],
            )
            for number, courier in numbers(read.meta_data).items()
        ],
    )


def refund(read: payloads.MadeRefund, currency: str) -> RefundDraft:
    """Turn a refund by itself into ours."""
    return RefundDraft(
        external_id=str(read.id),
        amount=abs(minor(read.amount, currency)),
        currency=currency,
        reason=read.reason or "",
        at=moment(read.date_created_gmt, UTC),
    )


def _line(read: payloads.LineItem, currency: str) -> OrderLine:
    return OrderLine(
        title=read.name or read.sku or "–",
        # What is sold by weight comes in parts of a piece.
        quantity=max(1, round(read.quantity)),
        price=_of_one(read, currency),
        sku=read.sku or "",
        picture=(read.image.src if read.image else "") or "",
    )


def _of_one(read: payloads.LineItem, currency: str) -> int:
    """Return what one piece costs, tax included: rounded, for a line may not divide evenly."""
    try:
        whole = Decimal(read.subtotal or "0") + Decimal(read.subtotal_tax or "0")
    except ArithmeticError:
        raise Unreadable(f"no amount: {read.subtotal[:40]}") from None
    if not whole.is_finite() or abs(whole) > 10**15:
        raise Unreadable(f"no amount: {read.subtotal[:40]}")
    each = (whole / max(1, round(read.quantity))).scaleb(minor_digits(check_currency(currency)))
    return int(each.quantize(Decimal(1), ROUND_HALF_UP))


def _address(read: payloads.Order) -> Address | None:
    # What needs no shipping has an empty address; then it is with whoever pays.
    party = read.shipping if read.shipping.address_1 or read.shipping.postcode else read.billing
    if not (party.address_1 or party.postcode or party.country):
        return None
    return Address(
        name=_name(party),
        lines=[*filter(None, (party.address_1, party.address_2, party.company))],
        city=party.city,
        region=party.state,
        postcode=party.postcode,
        country=party.country,
        phone=party.phone or read.billing.phone,
    )


def _name(party: payloads.Party) -> str:
    return full_name(party.first_name, party.last_name, party.country)
