"""What WooCommerce writes (REST API v3), as far as it is read here. All else is let pass."""

from __future__ import annotations

import msgspec


class Party(msgspec.Struct, frozen=True):
    """Who pays, or where it goes."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""


class Image(msgspec.Struct, frozen=True):
    """A picture of a product."""

    src: str | None = None


class LineItem(msgspec.Struct, frozen=True):
    """Something that was ordered; `subtotal` of all pieces, before discounts and tax."""

    name: str | None = None
    quantity: int | float = 1
    subtotal: str = "0"
    subtotal_tax: str = "0"
    sku: str | None = None
    image: Image | None = None


class Refund(msgspec.Struct, frozen=True):
    """Money back; `total` is negative. When it went, an order does not say."""

    id: int | str
    total: str
    reason: str | None = None


class MadeRefund(msgspec.Struct, frozen=True):
    """A refund by itself; `amount` is positive, and its time says no zone."""

    id: int | str
    amount: str
    date_created_gmt: str
    reason: str | None = None


class Refusal(msgspec.Struct, frozen=True):
    """What WooCommerce says where it will not."""

    code: str = ""
    message: str = ""


class Meta(msgspec.Struct, frozen=True):
    """What a plugin has put there."""

    key: str = ""
    value: msgspec.Raw = msgspec.Raw(b"null")


class Order(msgspec.Struct, frozen=True):
    """An order whole, as `order.created` and `order.updated` carry it; `…_gmt` names no zone."""

    id: int | str
    status: str
    currency: str
    date_created_gmt: str
    total: str
    number: str | None = None
    date_modified_gmt: str | None = None
    date_paid_gmt: str | None = None
    total_tax: str = "0"
    shipping_total: str = "0"
    discount_total: str = "0"
    customer_id: int | str = 0
    billing: Party = Party()
    shipping: Party = Party()
    line_items: list[LineItem] = []
    refunds: list[Refund] = []
    meta_data: list[Meta] = []
