"""The only place that changes orders and parcels; every change records its event."""

from madoguchi.orders.operations.keeping import keep_order, keep_orders
from madoguchi.orders.operations.marks import give_to, move_on, set_flag, set_note
from madoguchi.orders.operations.money import keep_payment, keep_refund
from madoguchi.orders.operations.parcels import keep_parcel, keep_tracking, track

__all__ = [
    "give_to",
    "keep_order",
    "keep_orders",
    "keep_parcel",
    "keep_payment",
    "keep_refund",
    "keep_tracking",
    "move_on",
    "set_flag",
    "set_note",
    "track",
]
