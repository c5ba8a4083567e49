"""Rows of this room's tables as the structs that leave it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.prepared import Row
from madoguchi.orders.contracts import Movement, Order, OrderLink, Parcel, Payment, Refund
from madoguchi.orders.tables import movement_table

_ORDER = Order.__struct_fields__
_PARCEL = Parcel.__struct_fields__
_PAYMENT = Payment.__struct_fields__
_REFUND = Refund.__struct_fields__
_LINK = OrderLink.__struct_fields__
_MOVEMENT = Movement.__struct_fields__
MOVEMENT_COLUMNS = [movement_table.c[name] for name in _MOVEMENT]


def to_order(row: Row | sa.Row[Any]) -> Order:
    """Turn a row of `order_table` into its struct."""
    return Order(**dict(zip(_ORDER, row, strict=True)))


def to_parcel(row: Row | sa.Row[Any]) -> Parcel:
    """Turn a row of `parcel_table` into its struct."""
    return Parcel(**dict(zip(_PARCEL, row, strict=True)))


def to_payment(row: Row | sa.Row[Any]) -> Payment:
    """Turn a row of `payment_table` into its struct."""
    return Payment(**dict(zip(_PAYMENT, row, strict=True)))


def to_refund(row: Row | sa.Row[Any]) -> Refund:
    """Turn a row of `refund_table` into its struct."""
    return Refund(**dict(zip(_REFUND, row, strict=True)))


def to_movement(row: Row | sa.Row[Any]) -> Movement:
    """Turn a row of `MOVEMENT_COLUMNS` into its struct."""
    return Movement(**dict(zip(_MOVEMENT, row, strict=True)))


def to_link(row: Row | sa.Row[Any]) -> OrderLink:
    """Turn a row of `order_link_table` into its struct."""
    return OrderLink(**dict(zip(_LINK, row, strict=True)))
