"""Rakuten's orders in the desk's words. Pure.

`orderProgress` as the RMS order API lists it, 100 to 900.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import OrderNews, ParcelNews
from madoguchi.connectors.connections.rules.reading import moment
from madoguchi.connectors.rakuten import payloads
from madoguchi.orders.contracts import Address, OrderDraft, OrderLine, OrderState, ParcelDraft

PLATFORM = "rakuten"
JST = ZoneInfo("Asia/Tokyo")
CASH_ON_DELIVERY = 2

_STATES: dict[int, OrderState] = {
    100: "placed",  # the shop has to confirm it
    200: "placed",  # Rakuten sees to the payment
    300: "paid",  # waits to be sent
    400: "paid",  # a change waits to be confirmed
    500: "domestic_shipping",  # sent
    600: "domestic_shipping",  # sent, Rakuten settles the payment
    700: "domestic_shipping",  # sent, and settled
    800: "paid",  # a cancellation waits to be confirmed
    900: "cancelled",
}
# `deliveryCompany`, of those whose numbers are known here.
_CARRIERS = {
    "1001": "yamato", "1002": "sagawa", "1003": "japan_post", "1004": "seino",
    "1017": "japan_post", "1018": "dhl", "1019": "fedex", "1020": "ups", "1024": "usps",
    "1025": "sf_express",
}  # fmt: skip
_PAID = {300, 400, 500, 600, 700}
_SETTLED = {700}


def order(read: payloads.Order, shop_id: int) -> OrderNews:
    """Turn an order into ours. It says no time of its last change: what comes last counts."""
    try:
        state = _STATES[read.order_progress]
    except KeyError:
        raise Unreadable(f"no orderProgress: {read.order_progress}") from None
    on_delivery = (
        read.settlement is not None and read.settlement.settlement_method_code == CASH_ON_DELIVERY
    )
    paid = read.order_progress in (_SETTLED if on_delivery else _PAID)
    buyer = read.orderer
    to = next((each.sender for each in read.packages if each.sender is not None), None)
    fixed = read.order_fix_datetime
    return OrderNews(
        order=OrderDraft(
            shop_id=shop_id,
            platform=PLATFORM,
            external_id=read.order_number,
            number=read.order_number,
            state=state,
            placed_at=moment(read.order_datetime, JST),
            currency="JPY",
            total=read.total_price,
            shipping=max(0, read.postage_price),  # -9999: not worked out yet
            discount=read.coupon_all_total_price,
            paid=read.total_price if paid else 0,
            paid_at=moment(fixed, JST) if paid and fixed else None,
            lines=[_line(item) for package in read.packages for item in package.items],
            address=None if to is None else _address(to),
            buyer_name=_name(buyer),
            buyer_email=buyer.email_address or "",
            buyer_phone=_phone(buyer),
        ),
        parcels=[
            ParcelNews(
                parcel=ParcelDraft(
                    shop_id=shop_id, number=number, carrier=carrier, direction="domestic"
                ),
                orders=[read.order_number],
            )
            for number, carrier in _numbers(read).items()
        ],
    )


def _numbers(read: payloads.Order) -> dict[str, str]:
    """Return tracking numbers with who carries them, empty where that is not said."""
    return {
        each.shipping_number.strip(): _CARRIERS.get(str(each.delivery_company), "")
        for package in read.packages
        for each in package.shippings or []
        if each.shipping_number and each.shipping_number.strip()
    }


def _line(read: payloads.Item) -> OrderLine:
    choice = " ".join((read.selected_choice or "").split())
    return OrderLine(
        title=" · ".join(filter(None, (read.item_name, choice))) or "–",
        quantity=read.units,
        price=read.price if read.price_tax_incl is None else read.price_tax_incl,
        sku=read.item_number or read.manage_number or "",
    )


def _address(read: payloads.Person) -> Address:
    return Address(
        name=_name(read),
        lines=[*filter(None, (read.sub_address,))],
        city=read.city or "",
        region=read.prefecture or "",
        postcode="-".join(filter(None, (read.zip_code1, read.zip_code2))),
        country="JP",
        phone=_phone(read),
    )


def _name(read: payloads.Person) -> str:
    return " ".join(filter(None, (read.family_name, read.first_name)))


def _phone(read: payloads.Person) -> str:
    return "".join(filter(None, (read.phone_number1, read.phone_number2, read.phone_number3)))
