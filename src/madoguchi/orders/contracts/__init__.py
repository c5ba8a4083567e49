"""The frozen structs that leave the room of orders. No behaviour lives here."""

from madoguchi.orders.contracts.drafts import (
    MovementDraft,
    OrderDraft,
    ParcelDraft,
    PaymentDraft,
    RefundDraft,
    Source,
)
from madoguchi.orders.contracts.links import OrderLink
from madoguchi.orders.contracts.orders import (
    Address,
    Direction,
    Flag,
    Journey,
    Kept,
    Order,
    OrderBatch,
    OrderLine,
    OrderState,
    Payment,
    Refund,
)
from madoguchi.orders.contracts.parcels import (
    KeptParcel,
    Movement,
    Parcel,
    Storage,
    TrackingDetail,
    TrackingStatus,
)
from madoguchi.orders.contracts.tracking import Checksum, TrackingFit, TrackingNumber

__all__ = [
    "Address",
    "Checksum",
    "Direction",
    "Flag",
    "Journey",
    "Kept",
    "KeptParcel",
    "Movement",
    "MovementDraft",
    "Order",
    "OrderBatch",
    "OrderDraft",
    "OrderLine",
    "OrderLink",
    "OrderState",
    "Parcel",
    "ParcelDraft",
    "Payment",
    "PaymentDraft",
    "Refund",
    "RefundDraft",
    "Source",
    "Storage",
    "TrackingDetail",
    "TrackingFit",
    "TrackingNumber",
    "TrackingStatus",
]
