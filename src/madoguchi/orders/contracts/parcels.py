"""Parcels and how they move, in the one vocabulary to which every carrier's words are brought."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from madoguchi.orders.contracts.orders import Direction, Order

TrackingStatus = Literal[
    "NotFound", "InfoReceived", "InTransit", "OutForDelivery", "AvailableForPickup", "Delivered",
    "DeliveryFailure", "Exception", "Expired",
]  # fmt: skip
TrackingDetail = Literal[
    "", "PickedUp", "Departure", "Arrival", "CustomsProcessing", "CustomsReleased",
    "CustomsRequiringInformation", "NoBody", "Security", "Rejected", "InvalidAddress", "Returning",
    "Returned", "Damage", "Lost", "Delayed", "Destroyed", "Cancel", "Other",
]  # fmt: skip


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a carrier said of a parcel: `text` and `place` in the carrier's own words."""

    id: int
    version: int = 1
    parcel_id: int
    at: datetime
    status: TrackingStatus
    detail: TrackingDetail = ""
    place: str = ""
    text: str = ""


class Storage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a warehouse grants and asks for a parcel that lies there.

    It lies free of charge until `free_until`, then for `fee` each day begun, in minor units of
    `currency`; after `ends_at` it is given up. None: that was not said.
    """

    free_until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    ends_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    fee: int = 0
    currency: str = ""


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A thing under way with a number on it; it may hold several orders, and an order several.

    `status` and what follows are of the latest movement; `reached` says when each status was first
    reached. `silent_since` is set where nothing has moved for much longer than `usual_s`, the
    seconds usual for this carrier at this point. `quiet_at` is when that will be looked at next.
    The fields stand in the order of the columns of `tables.parcel_table`.
    """

    id: int
    version: int = 1
    shop_id: int
    carrier: str
    number: str
    direction: Direction = "international"
    order_ids: list[int] = []
    weight_g: int | None = None
    status: TrackingStatus = "NotFound"
    detail: TrackingDetail = ""
    place: str = ""
    text: str = ""
    moved_at: datetime | None = None
    reached: dict[str, datetime] = {}
    expected_at: datetime | None = None
    quiet_at: datetime | None = None
    silent_since: datetime | None = None
    usual_s: int | None = None
    simulated: bool = False
    created_at: datetime
    updated_at: datetime
    storage: Storage | None = None


class KeptParcel(msgspec.Struct, frozen=True):
    """What became of a parcel that a source brought, and the orders that moved on with it."""

    parcel: Parcel
    did: Literal["made", "changed", "same"]
    movements: list[Movement] = []
    orders: list[Order] = []
