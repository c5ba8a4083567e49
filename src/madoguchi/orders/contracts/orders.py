"""Orders with their lines, money and place on the journey, and what a sale brought in or gave back.

Amounts are whole minor units of the order's currency: 1980 is ¥1,980 and $19.80.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.kernel.feed import Change

Journey = Literal["direct", "auction"]
Direction = Literal["domestic", "international"]
OrderState = Literal[
    "quote", "placed", "bid", "outbid", "won", "not_won", "paid", "preparing",
    "domestic_shipping", "intake", "inspection", "storage", "repack", "international_payment",
    "export", "customs", "out_for_delivery", "delivered", "returned", "lost", "disposed",
    "cancelled",
]  # fmt: skip
Flag = Literal["grey", "red", "yellow", "green", "blue", "pink"]


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an order goes, as the shop wrote it down; `lines` from the street downwards."""

    name: str = ""
    lines: list[str] = []
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    """ISO 3166-1, two letters; empty where it was not said."""
    phone: str = ""


class OrderLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was ordered; `price` is of one piece."""

    title: str
    quantity: int = 1
    price: int = 0
    sku: str = ""
    picture: str = ""
    """An https address as the platform gave it, or a path of our own."""
    seller: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody bought, or bids for, as staff see it.

    `reached` says when each state was first reached. `via_warehouse`: it has two legs, and the
    domestic one ends in a warehouse. `ends_at` is an auction's end, which may move. `said_state`
    and `source_version` are what the platform said last. `customer_id` None: nobody whom we know
    for certain; `given_by_hand`: staff said whose it is, and names decide no more. The fields stand
    in the order of the columns of `tables.order_table`.
    """

    id: int
    version: int = 1
    shop_id: int
    customer_id: int | None = None
    platform: str
    external_id: str
    number: str
    journey: Journey = "direct"
    via_warehouse: bool = False
    state: OrderState
    said_state: OrderState
    reached: dict[str, datetime] = {}
    ends_at: datetime | None = None
    placed_at: datetime
    currency: str
    total: int
    shipping: int = 0
    tax: int = 0
    discount: int = 0
    paid: int = 0
    refunded: int = 0
    paid_at: datetime | None = None
    lines: list[OrderLine] = []
    address: Address | None = None
    buyer_id: str = ""
    buyer_name: str = ""
    buyer_email: str = ""
    buyer_phone: str = ""
    note: str = ""
    flag: Flag | None = None
    flag_label: str = ""
    source_version: int = 0
    simulated: bool = False
    created_at: datetime
    updated_at: datetime
    given_by_hand: bool = False


class OrderBatch(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders an import has made, changed or taken back at once; not the orders themselves.

    `customer_ids` are whose they are, and whose they were: who shows an order of these, or all that
    one of these customers has, asks for it anew. `id` is the first order's.
    """

    id: int
    version: int = 1
    shop_id: int
    order_ids: list[int]
    customer_ids: list[int]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """Money that came in for an order; `external_id` is the payment's own name on its platform."""

    id: int
    version: int = 1
    order_id: int
    external_id: str
    amount: int
    currency: str
    method: str = ""
    at: datetime


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money that went back to the customer."""

    id: int
    version: int = 1
    order_id: int
    external_id: str
    amount: int
    currency: str
    reason: str = ""
    at: datetime


class Kept(msgspec.Struct, frozen=True):
    """What became of one order that a source brought.

    `did` is `made`, `changed`, `same` (it said nothing new) or `older` (we know something newer).
    """

    order: Order
    did: Literal["made", "changed", "same", "older"]
    before: Order | None = None

    @property
    def change(self) -> Change:
        """The order as events carry it."""
        return Change("order", self.order.id, self.order.version, self.order)
