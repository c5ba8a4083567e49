"""What RMS's order API (2.0, getOrder version 7) writes, as far as it is read. All else passes."""

from __future__ import annotations

import msgspec


class Person(msgspec.Struct, frozen=True, rename="camel"):
    """Who ordered, or to whom it goes; postcode and telephone come in parts."""

    zip_code1: str | None = None
    zip_code2: str | None = None
    prefecture: str | None = None
    city: str | None = None
    sub_address: str | None = None
    family_name: str | None = None
    first_name: str | None = None
    phone_number1: str | None = None
    phone_number2: str | None = None
    phone_number3: str | None = None
    email_address: str | None = None


class Item(msgspec.Struct, frozen=True, rename="camel"):
    """Something that was ordered; `price` of one piece, with tax where `price_tax_incl` says it."""

    item_name: str = ""
    units: int = 1
    price: int = 0
    price_tax_incl: int | None = None
    item_number: str | None = None
    manage_number: str | None = None
    selected_choice: str | None = None


class Shipping(msgspec.Struct, frozen=True, rename="camel"):
    """A parcel; `delivery_company` is RMS’s number of who carries it."""

    shipping_number: str | None = None
    delivery_company: str | int | None = None


class Package(msgspec.Struct, frozen=True):
    """What goes to one address."""

    sender: Person | None = msgspec.field(default=None, name="SenderModel")
    items: list[Item] = msgspec.field(default_factory=list, name="ItemModelList")
    shippings: list[Shipping] | None = msgspec.field(default=None, name="ShippingModelList")


class Settlement(msgspec.Struct, frozen=True, rename="camel"):
    """How it is paid: 2 is cash on delivery."""

    settlement_method_code: int | None = None


class Order(msgspec.Struct, frozen=True, rename="camel"):
    """An order. Amounts are whole yen; times have +0900, or no offset and are JST all the same."""

    order_number: str
    order_progress: int
    order_datetime: str
    total_price: int
    request_price: int | None = None
    postage_price: int = 0
    coupon_all_total_price: int = 0
    order_fix_datetime: str | None = None
    orderer: Person = msgspec.field(default=Person(), name="OrdererModel")
    packages: list[Package] = msgspec.field(default_factory=list, name="PackageModelList")
    settlement: Settlement | None = msgspec.field(default=None, name="SettlementModel")


class Message(msgspec.Struct, frozen=True, rename="camel"):
    """What RMS says of a request."""

    message_type: str = ""
    message_code: str = ""
    message: str = ""


class Found(msgspec.Struct, frozen=True):
    """The answer to `searchOrder`."""

    class Pages(msgspec.Struct, frozen=True, rename="camel"):
        """How many there are."""

        total_records_amount: int | None = None
        total_pages: int | None = None

    numbers: list[str] | None = msgspec.field(default=None, name="orderNumberList")
    pages: Pages | None = msgspec.field(default=None, name="PaginationResponseModel")
    messages: list[Message] = msgspec.field(default_factory=list, name="MessageModelList")


class Got(msgspec.Struct, frozen=True):
    """The answer to `getOrder`."""

    orders: list[msgspec.Raw] | None = msgspec.field(default=None, name="OrderModelList")
    messages: list[Message] = msgspec.field(default_factory=list, name="MessageModelList")


class Refused(msgspec.Struct, frozen=True):
    """What RMS answers to whoever may not ask, or asks what it does not understand."""

    class Results(msgspec.Struct, frozen=True, rename="camel"):
        """Its code, such as `ES01-01` for keys that are wrong or have ended."""

        error_code: str = ""
        message: str = ""

    results: Results = msgspec.field(default=Results(), name="Results")
