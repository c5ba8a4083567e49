"""The only place that changes orders and parcels; every change records its event."""

from madoguchi.orders.operations.keeping import keep_order, keep_orders
from madoguchi.orders.operations.links import link_to, make_link, revoke_link
from madoguchi.orders.operations.marks import give_to, move_on, set_flag, set_note
from madoguchi.orders.operations.matching import match
from madoguchi.orders.operations.money import keep_payment, keep_refund
from madoguchi.orders.operations.parcels import keep_parcel, keep_tracking, track
from madoguchi.orders.operations.storing import lock as hold
from madoguchi.orders.operations.watching import learn_pace, notice_silent

__all__ = [
    "give_to",
    "hold",
    "keep_order",
    "keep_orders",
    "keep_parcel",
    "keep_payment",
    "keep_refund",
    "keep_tracking",
    "learn_pace",
    "link_to",
    "make_link",
    "match",
    "move_on",
    "notice_silent",
    "revoke_link",
    "set_flag",
    "set_note",
    "track",
]
