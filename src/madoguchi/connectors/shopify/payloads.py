"""What Shopify writes, as far as it is read here. Unknown fields and newer ones are let pass."""

from __future__ import annotations

import msgspec


class Address(msgspec.Struct, frozen=True):
    """Where an order goes."""

    name: str | None = None
    address1: str | None = None
    address2: str | None = None
    company: str | None = None
    city: str | None = None
    province: str | None = None
    zip: str | None = None
    country_code: str | None = None
    phone: str | None = None


class Customer(msgspec.Struct, frozen=True):
    """Who bought; `id` is the shop's own number of them."""

    id: int | str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    verified_email: bool | None = None
    note: str | None = None
    tags: str | None = None


class Redaction(msgspec.Struct, frozen=True):
    """That somebody is to be forgotten, as `customers/redact` carries it."""

    customer: Customer


class LineItem(msgspec.Struct, frozen=True):
    """One thing that was ordered; `price` of one piece, in the shop's currency."""

    title: str | None = None
    variant_title: str | None = None
    quantity: int = 1
    price: str | float = "0"
    sku: str | None = None
    vendor: str | None = None


class Fulfillment(msgspec.Struct, frozen=True):
    """A parcel, or several with numbers of their own."""

    id: int | str | None = None
    order_id: int | str | None = None
    status: str | None = None
    shipment_status: str | None = None
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_numbers: list[str] = []
    created_at: str | None = None
    updated_at: str | None = None


class Transaction(msgspec.Struct, frozen=True):
    """Money that moved."""

    id: int | str | None = None
    amount: str | float = "0"
    currency: str | None = None
    kind: str | None = None
    status: str | None = None
    parent_id: int | str | None = None
    gateway: str | None = None
    message: str | None = None


class Refund(msgspec.Struct, frozen=True):
    """Money back, in one or more transactions."""

    id: int | str
    created_at: str
    order_id: int | str | None = None
    note: str | None = None
    transactions: list[Transaction] = []


class Transactions(msgspec.Struct, frozen=True):
    """The answer to what money of an order has moved."""

    transactions: list[Transaction]


class Refunds(msgspec.Struct, frozen=True):
    """The answer to what was refunded of an order."""

    refunds: list[Refund]


class OneRefund(msgspec.Struct, frozen=True):
    """The answer to a refund that was made."""

    refund: Refund


class MoneySet(msgspec.Struct, frozen=True):
    """An amount in the shop's currency."""

    class Money(msgspec.Struct, frozen=True):
        """An amount and its currency."""

        amount: str | float = "0"
        currency_code: str | None = None

    shop_money: Money = Money()


class Order(msgspec.Struct, frozen=True):
    """An order whole, as every `orders/…` topic carries it."""

    id: int | str
    created_at: str
    currency: str
    updated_at: str | None = None
    processed_at: str | None = None
    cancelled_at: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    total_price: str | float = "0"
    current_total_price: str | float | None = None
    total_tax: str | float | None = None
    total_discounts: str | float | None = None
    total_shipping_price_set: MoneySet | None = None
    total_outstanding: str | float | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    customer: Customer | None = None
    shipping_address: Address | None = None
    line_items: list[LineItem] = []
    fulfillments: list[Fulfillment] = []
    refunds: list[Refund] = []
