"""What is to be delivered to the outside: durable rows, queued by what causes them.

A row is written in the same transaction, so nothing is sent before the commit. What becomes of it
is said in `deliveries`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.schema import Moment, metadata, primary_key
from madoguchi.kernel.time import to_microseconds

DeliveryState = Literal["pending", "done", "failed"]

delivery_table = sa.Table(
    "delivery",
    metadata,
    primary_key(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("target_id", sa.BigInteger, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    # While a worker holds a row this lies ahead, so a worker that dies only delays it.
    sa.Column("next_attempt_at", Moment, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("done_at", Moment),
    sa.Column("status", sa.Integer),
    sa.Column("answer", sa.Text),
    sa.Column("took_ms", sa.Integer),
    sa.Index("ix_delivery_due", "state", "next_attempt_at"),
    sa.Index("ix_delivery_target", "kind", "target_id", "id"),
    sqlite_autoincrement=True,
)


class NewDelivery(msgspec.Struct, frozen=True):
    """What an operation queues: `payload` is the exact text to be sent."""

    kind: str
    target_id: int
    payload: str


class Delivery(msgspec.Struct, frozen=True):
    """One delivery as it stands."""

    id: int
    kind: str
    target_id: int
    payload: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime
    created_at: datetime
    done_at: datetime | None
    status: int | None
    answer: str | None
    took_ms: int | None


Row = tuple[str, int, str, str, int, int, int]

_NEW = ("kind", "target_id", "payload", "state", "attempts", "next_attempt_at", "created_at")
_INSERT = {
    dialect: f"INSERT INTO delivery ({', '.join(_NEW)}) VALUES ({mark})"
    for dialect, mark in (
        ("sqlite", ", ".join("?" * 7)),
        ("postgresql", ", ".join(["%s"] * 7)),
    )
}


def to_row(delivery: NewDelivery, at: datetime, *, due: datetime | None = None) -> Row:
    """Encode a delivery for `append`; without `due` it may be carried at once."""
    moment = to_microseconds(at)
    first = moment if due is None else to_microseconds(due)
    return (delivery.kind, delivery.target_id, delivery.payload, "pending", 0, first, moment)


def append(connection: sa.Connection, rows: list[Row]) -> None:
    """Queue rows, inside the transaction that caused them."""
    if rows:
        connection.exec_driver_sql(_INSERT[connection.dialect.name], rows)
