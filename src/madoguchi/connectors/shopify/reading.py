"""Shopify's orders, fulfilments and refunds in the desk's words. Pure.

Statuses as Shopify's Admin API reference lists them for `financial_status`, `fulfillment_status`
and a fulfilment's `shipment_status`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from madoguchi.connectors.connections.contracts import CustomerNews, OrderNews, ParcelNews
from madoguchi.connectors.connections.rules.reading import edition, full_name, minor, moment
from madoguchi.connectors.shopify import payloads
from madoguchi.orders.contracts import (
    Address,
    MovementDraft,
    OrderDraft,
    OrderLine,
    OrderState,
    ParcelDraft,
    RefundDraft,
    TrackingDetail,
    TrackingStatus,
)
from madoguchi.orders.rules.tracking import courier_named

PLATFORM = "shopify"

_MOVED: dict[str, tuple[TrackingStatus, TrackingDetail]] = {
    "label_printed": ("InfoReceived", ""),
    "label_purchased": ("InfoReceived", ""),
    "confirmed": ("InfoReceived", ""),
    "ready_for_pickup": ("AvailableForPickup", ""),
    "carrier_picked_up": ("InTransit", "PickedUp"),
    # By the buyer, where it lay ready: whoever carries it says `carrier_picked_up`.
    "picked_up": ("Delivered", ""),
    "in_transit": ("InTransit", ""),
    "delayed": ("Exception", "Delayed"),
    "out_for_delivery": ("OutForDelivery", ""),
    "attempted_delivery": ("DeliveryFailure", ""),
    "delivered": ("Delivered", ""),
    "failure": ("Exception", "Other"),
    "returning_to_sender": ("Exception", "Returning"),
}
_PAID = {"paid", "partially_refunded", "refunded"}


def order(read: payloads.Order, shop_id: int) -> OrderNews:
    """Turn an order into ours, with its parcels and refunds."""
    currency = read.currency
    changed = moment(read.updated_at or read.created_at)
    back = refunds(read.refunds, currency)
    whole = _whole(read, sum(each.amount for each in back))
    shipping = read.total_shipping_price_set
    customer = read.customer or payloads.Customer()
    return OrderNews(
        order=OrderDraft(
            shop_id=shop_id,
            platform=PLATFORM,
            external_id=str(read.id),
            version=edition(changed),
            number=read.name or "",
            state=_state(read),
            placed_at=moment(read.processed_at or read.created_at),
            currency=currency,
            total=whole,
            shipping=minor(shipping.shop_money.amount, currency) if shipping else 0,
            tax=minor(read.total_tax, currency),
            discount=minor(read.total_discounts, currency),
            paid=_paid(read, whole, currency),
            paid_at=changed if read.financial_status in _PAID else None,
            lines=[_line(each, currency) for each in read.line_items if each.quantity > 0],
            address=None if read.shipping_address is None else _address(read.shipping_address),
            buyer_id=str(customer.id or ""),
            buyer_name=_name(customer, read.shipping_address),
            buyer_email=read.email or customer.email or "",
            buyer_phone=read.phone or customer.phone or "",
        ),
        refunds=back,
        parcels=[*parcels(read.fulfillments, shop_id, str(read.id))],
    )


def parcels(
    read: Iterable[payloads.Fulfillment], shop_id: int, order_id: str = ""
) -> Iterator[ParcelNews]:
    """Turn fulfilments into parcels, one for each number; without a number there is none."""
    for each in read:
        if each.status == "cancelled":
            continue
        numbers = each.tracking_numbers or [each.tracking_number or ""]
        moved = _MOVED.get(each.shipment_status or "")
        at = each.updated_at or each.created_at
        for number in filter(None, dict.fromkeys(numbers)):
            yield ParcelNews(
                parcel=ParcelDraft(
                    shop_id=shop_id,
                    number=number,
                    carrier=courier_named(each.tracking_company or ""),
                ),
                orders=[order_id or str(each.order_id or "")],
                movements=[MovementDraft(at=moment(at), status=moved[0], detail=moved[1])]
                if moved is not None and at is not None
                else [],
            )


def customer(read: payloads.Customer) -> CustomerNews:
    """Turn an account with the shop into ours; an address that was not proven proves nothing."""
    return CustomerNews(
        external_id=str(read.id or ""),
        name=full_name(read.first_name, read.last_name),
        email=(read.email or "") if read.verified_email else "",
        phone=read.phone or "",
        note=read.note or "",
        tags=[tag for each in (read.tags or "").split(",") if (tag := each.strip())],
    )


def refunds(read: Sequence[payloads.Refund], currency: str) -> list[RefundDraft]:
    """Turn refunds into money that went back; what is still under way or failed is none yet."""
    drafts = []
    for each in read:
        for part in each.transactions:
            if part.kind not in (None, "refund") or part.status not in (None, "success"):
                continue
            of = part.currency or currency
            drafts.append(
                RefundDraft(
                    external_id=f"{each.id}:{part.id}",
                    amount=minor(part.amount, of),
                    currency=of,
                    reason=each.note or "",
                    at=moment(each.created_at),
                )
            )
    return drafts


def _state(read: payloads.Order) -> OrderState:
    if read.cancelled_at is not None or read.financial_status == "voided":
        return "cancelled"
    if read.fulfillment_status == "fulfilled":
        return "export"
    if read.fulfillment_status == "partial":
        return "preparing"
    return "paid" if read.financial_status in _PAID else "placed"


def _paid(read: payloads.Order, whole: int, currency: str) -> int:
    if read.total_outstanding is not None and read.financial_status == "partially_paid":
        return max(0, whole - minor(read.total_outstanding, currency))
    return whole if read.financial_status in _PAID else 0


def _whole(read: payloads.Order, refunded: int) -> int:
    """Return what an order cost: its price of today leaves out what was refunded of it."""
    at_first = minor(read.total_price, read.currency)
    if read.current_total_price is None:
        return at_first
    today = minor(read.current_total_price, read.currency)
    return min(today + refunded, max(today, at_first))


def _line(read: payloads.LineItem, currency: str) -> OrderLine:
    title = " · ".join(filter(None, (read.title, read.variant_title)))
    return OrderLine(
        title=title or read.sku or "–",
        quantity=read.quantity,
        price=minor(read.price, currency),
        sku=read.sku or "",
        seller=read.vendor or "",
    )


def _name(read: payloads.Customer, to: payloads.Address | None) -> str:
    return full_name(read.first_name, read.last_name, to.country_code if to else None)


def _address(read: payloads.Address) -> Address:
    return Address(
        name=read.name or "",
        lines=[*filter(None, (read.address1, read.address2, read.company))],
        city=read.city or "",
        region=read.province or "",
        postcode=read.zip or "",
        country=read.country_code or "",
        phone=read.phone or "",
    )
