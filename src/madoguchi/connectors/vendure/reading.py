"""Vendure's orders in the desk's words. Pure.

States as the default order, payment, refund and fulfilment processes of Vendure 3 have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import OrderNews, ParcelNews
from madoguchi.connectors.connections.rules.reading import edition, full_name, moment
from madoguchi.connectors.vendure import payloads
from madoguchi.orders.contracts import (
    Address,
    OrderDraft,
    OrderLine,
    OrderState,
    ParcelDraft,
    RefundDraft,
)
from madoguchi.orders.rules.money import check_currency, minor_digits

PLATFORM = "vendure"
FINEST = 12
"""Digits behind the point; Vendure's own is 2, and strategies of others have some more."""

_STATES: dict[str, OrderState] = {
    "PaymentAuthorized": "placed",
    "PaymentSettled": "paid",
    "PartiallyShipped": "preparing",
    "Shipped": "export",
    "PartiallyDelivered": "export",
    "Delivered": "delivered",
    "Cancelled": "cancelled",
}


def order(told: payloads.Told, shop_id: int) -> OrderNews | None:
    """Turn an order into ours, with its refunds and parcels; None for a cart."""
    read = told.order
    if read.active or read.order_placed_at is None:
        return None
    currency = read.currency_code
    payments = read.payments or []
    settled = [each for each in payments if each.state == "Settled"]

    def ours(amount: int) -> int:
        return minor(amount, told.precision, currency)

    paid = sum(ours(each.amount) for each in settled)
    whole = ours(read.total_with_tax)
    buyer = read.customer
    return OrderNews(
        order=OrderDraft(
            shop_id=shop_id,
            platform=PLATFORM,
            external_id=read.id,
            version=edition(changed(read)),
            number=read.code,
            state=_STATES.get(read.state, "paid" if paid and paid >= whole else "placed"),
            placed_at=moment(read.order_placed_at),
            currency=currency,
            total=whole,
            shipping=ours(read.shipping_with_tax),
            tax=sum(ours(each.tax_total) for each in read.tax_summary),
            discount=max(0, -sum(ours(each.amount_with_tax) for each in read.discounts)),
            paid=paid,
            paid_at=max((moment(each.updated_at) for each in settled), default=None),
            lines=[_line(each, ours(each.unit_price_with_tax)) for each in read.lines],
            address=None if read.shipping_address is None else _address(read.shipping_address),
            buyer_id=buyer.id if buyer else "",
            buyer_name=_name(buyer, read.shipping_address) if buyer else "",
            buyer_email=(buyer.email_address or "") if buyer else "",
            buyer_phone=(buyer.phone_number or "") if buyer else "",
        ),
        refunds=[*refunds(told)],
        parcels=[*_parcels(read, shop_id)],
    )


def refunds(told: payloads.Told) -> Iterator[RefundDraft]:
    """Return the money that has gone back; what is pending or failed is none yet."""
    for payment in told.order.payments or []:
        for each in payment.refunds:
            if each.state == "Settled":
                yield RefundDraft(
                    external_id=each.id,
                    amount=minor(each.total, told.precision, told.order.currency_code),
                    currency=told.order.currency_code,
                    reason=each.reason or "",
                    at=moment(each.updated_at),
                )


def changed(read: payloads.Order) -> datetime:
    """Return when anything of an order changed last: a refund does not touch the order itself."""
    payments, fulfillments = read.payments or [], read.fulfillments or []
    times = [read.updated_at, *(each.updated_at for each in payments)]
    times += [each.updated_at for payment in payments for each in payment.refunds]
    times += [each.updated_at for each in fulfillments]
    return max(map(moment, times))


def minor(amount: int, precision: int, currency: str) -> int:
    """Return an amount in minor units of its currency: 198000 JPY of precision 2 is ¥1,980.

    What is finer than the currency is rounded, half up, as whoever paid will have been charged.
    """
    if not 0 <= precision <= FINEST:
        raise Unreadable(f"no precision: {precision}")
    if abs(amount) >= 10**18:
        raise Unreadable(f"no amount: {str(amount)[:40]}")
    digits = minor_digits(check_currency(currency))
    return int(Decimal(amount).scaleb(digits - precision).quantize(Decimal(1), ROUND_HALF_UP))


def to_vendure_units(amount: int, precision: int, currency: str) -> int:
    """Return our minor units as Vendure counts them; the inverse of `minor`."""
    if not 0 <= precision <= FINEST:
        raise Unreadable(f"no precision: {precision}")
    exact = Decimal(amount).scaleb(precision - minor_digits(check_currency(currency)))
    if exact != exact.to_integral_value():
        raise Unreadable(f"precision {precision} is too coarse for {currency}")
    return int(exact)


def _parcels(read: payloads.Order, shop_id: int) -> Iterator[ParcelNews]:
    codes = (
        (each.tracking_code or "").strip()
        for each in read.fulfillments or []
        if each.state != "Cancelled"
    )
    for code in dict.fromkeys(filter(None, codes)):
        yield ParcelNews(parcel=ParcelDraft(shop_id=shop_id, number=code), orders=[read.id])


def _line(read: payloads.Line, price: int) -> OrderLine:
    variant, asset = read.product_variant, read.featured_asset
    return OrderLine(
        title=variant.name or variant.sku or "–",
        quantity=max(1, read.quantity),
        price=price,
        sku=variant.sku or "",
        picture=(asset.preview if asset else "") or "",
    )


def _address(read: payloads.Address) -> Address:
    return Address(
        name=read.full_name or "",
        lines=[*filter(None, (read.street_line1, read.street_line2, read.company))],
        city=read.city or "",
        region=read.province or "",
        postcode=read.postal_code or "",
        country=read.country_code or "",
        phone=read.phone_number or "",
    )


def _name(read: payloads.Customer, address: payloads.Address | None) -> str:
    return full_name(read.first_name, read.last_name, address.country_code if address else None)
