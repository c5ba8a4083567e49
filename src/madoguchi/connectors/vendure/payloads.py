"""What Vendure's Admin API (3.x) and our plugin write, as far as it is read. All else passes.

Amounts are whole numbers of 10 to the power of minus `precision`, whatever the currency.
"""

from __future__ import annotations

import msgspec


class Address(msgspec.Struct, frozen=True, rename="camel"):
    """Where an order goes."""

    full_name: str | None = None
    company: str | None = None
    street_line1: str | None = None
    street_line2: str | None = None
    city: str | None = None
    province: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    phone_number: str | None = None


class Customer(msgspec.Struct, frozen=True, rename="camel"):
    """Who bought."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email_address: str | None = None
    phone_number: str | None = None


class Variant(msgspec.Struct, frozen=True):
    """What a line is of."""

    name: str | None = None
    sku: str | None = None


class Asset(msgspec.Struct, frozen=True):
    """A picture."""

    preview: str | None = None


class Line(msgspec.Struct, frozen=True, rename="camel"):
    """Something that was ordered; what was cancelled has a quantity of 0."""

    quantity: int
    unit_price_with_tax: int
    product_variant: Variant = Variant()
    featured_asset: Asset | None = None


class Refund(msgspec.Struct, frozen=True, rename="camel"):
    """Money back: `Pending` until somebody or some payment provider has settled it."""

    id: str
    state: str
    total: int
    updated_at: str
    reason: str | None = None


class Payment(msgspec.Struct, frozen=True, rename="camel"):
    """Money in, and what of it went back."""

    id: str
    state: str
    amount: int
    created_at: str
    updated_at: str
    refunds: list[Refund] = []


class Fulfillment(msgspec.Struct, frozen=True, rename="camel"):
    """What was sent, with or without a number."""

    id: str
    state: str
    updated_at: str
    tracking_code: str | None = None
    method: str | None = None


class Discount(msgspec.Struct, frozen=True, rename="camel"):
    """Something off; below nothing."""

    amount_with_tax: int


class Tax(msgspec.Struct, frozen=True, rename="camel"):
    """One rate's part of the tax."""

    tax_total: int


class Order(msgspec.Struct, frozen=True, rename="camel"):
    """An order, or a cart as long as it is `active`."""

    id: str
    code: str
    state: str
    active: bool
    created_at: str
    updated_at: str
    currency_code: str
    total_with_tax: int
    order_placed_at: str | None = None
    shipping_with_tax: int = 0
    tax_summary: list[Tax] = []
    discounts: list[Discount] = []
    customer: Customer | None = None
    shipping_address: Address | None = None
    lines: list[Line] = []
    payments: list[Payment] | None = None
    fulfillments: list[Fulfillment] | None = None


class Told(msgspec.Struct, frozen=True):
    """An order with what its amounts mean."""

    precision: int
    order: Order


class Raw(msgspec.Struct, frozen=True):
    """As `Told`, kept as it came."""

    precision: int
    order: msgspec.Raw


class Mark(msgspec.Struct, frozen=True, rename="camel"):
    """By which an order is told from others, and its changes from each other."""

    id: str
    updated_at: str
