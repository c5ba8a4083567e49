"""Columns of the refunds that were asked for at the desk; what went back is in `orders`."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Trouble
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version

# Columns stand in the order of `contracts.RefundRequest`.
refund_request_table = sa.Table(
    "refund_request",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("order_id", Id, sa.ForeignKey("shop_order.id"), nullable=False),
    # No foreign key: a connection may be removed, what was refunded by it stays.
    sa.Column("connection_id", sa.BigInteger, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("mark", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("trouble", Json(Trouble)),
    sa.Column("uncertain", sa.Boolean, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("trying_until", Moment),
    sa.Column("asked_by_kind", sa.Text, nullable=False),
    sa.Column("asked_by", sa.BigInteger),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("accepted_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Index("ix_refund_request_order", "order_id", "id"),
    sqlite_autoincrement=True,
)
