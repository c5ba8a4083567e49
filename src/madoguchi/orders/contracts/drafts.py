"""What sources bring: orders, parcels, movements and money, before they are checked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from madoguchi.kernel.ids import LARGEST, Id
from madoguchi.orders.contracts.orders import (
    Address,
    Direction,
    Flag,
    Journey,
    OrderLine,
    OrderState,
)
from madoguchi.orders.contracts.parcels import Storage, TrackingDetail, TrackingStatus
from madoguchi.people.contracts import THE_DESK, Actor

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who brings something: a connector or an import by its name, on whose behalf."""

    name: str
    by: Actor = THE_DESK
    simulated: bool = False


class OrderDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its platform tells it, whole. Unique by shop, platform and `external_id`.

    `version` grows with the platform's own changes (its update time in microseconds will do): what
    is older than what we hold is ignored; 0 is always taken. `paid` None leaves the sum to the
    payments that are kept one by one. `flag` and `note` None leave ours as they are; `flag_code` is
    the platform's own number of a flag, for those that number them (see `rules.flags`).
    """

    shop_id: Id
    platform: str
    external_id: str
    version: Count = 0
    number: str = ""
    journey: Journey = "direct"
    via_warehouse: bool | None = None
    """None: as the journey has it; what is won at an auction goes through a warehouse."""
    state: OrderState = "placed"
    ends_at: Instant | None = None
    placed_at: Instant
    currency: str
    total: int
    shipping: int = 0
    tax: int = 0
    discount: int = 0
    paid: int | None = None
    paid_at: Instant | None = None
    refunded: int | None = None
    lines: list[OrderLine] = []
    address: Address | None = None
    customer_id: Id | None = None
    """Only where the source knows for certain; else the buyer's names decide."""
    buyer_id: str = ""
    buyer_name: str = ""
    buyer_email: str = ""
    buyer_phone: str = ""
    note: str | None = None
    flag: Flag | None = None
    flag_code: int | None = None
    flag_label: str = ""


class PaymentDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Money in for an order; keeping it twice by its `external_id` is keeping it once."""

    external_id: str
    amount: int
    currency: str
    method: str = ""
    at: Instant


class RefundDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Money back for an order; keeping it twice by its `external_id` is keeping it once."""

    external_id: str
    amount: int
    currency: str
    reason: str = ""
    at: Instant


class ParcelDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel as a source tells it; unique by shop, carrier and number.

    `order_ids` are added to those it holds already. `carrier` empty: told from the number.
    `storage` None leaves what is known of it; one that says nothing takes it away.
    """

    shop_id: Id
    number: str
    carrier: str = ""
    direction: Direction = "international"
    order_ids: list[Id] = []
    weight_g: int | None = None
    expected_at: Instant | None = None
    storage: Storage | None = None


class MovementDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a carrier said; the same time, status and words twice are one."""

    at: Instant
    status: TrackingStatus
    detail: TrackingDetail = ""
    place: str = ""
    text: str = ""
