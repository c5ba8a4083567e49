"""Columns of how customers are given to people, and of what hands have decided about it."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.desk.routing.contracts import ShopRouting
from madoguchi.kernel.schema import Id, Json, Moment, metadata, version

routing_table = sa.Table(
    "routing",
    metadata,
    # One row at most; none means the defaults.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    version(),
    sa.Column("overflow_after_s", sa.Integer, nullable=False),
    sa.Column("quiet_after_s", sa.Integer, nullable=False),
    sa.Column("away_after_s", sa.Integer, nullable=False),
    sa.Column("weights", Json(dict[str, int]), nullable=False),
    sa.Column("skill_tags", Json(dict[str, list[int]]), nullable=False),
    sa.Column("shops", Json(dict[int, ShopRouting]), nullable=False),
    sa.CheckConstraint("id = 1", name="single"),
)

routing_hint_table = sa.Table(
    "routing_hint",
    metadata,
    sa.Column(
        "conversation_id",
        Id,
        sa.ForeignKey("conversation.id"),
        primary_key=True,
        autoincrement=False,
    ),
    version(),
    sa.Column("kept_for", sa.BigInteger),
    sa.Column("kept_at", Moment),
    sa.Column("avoid_id", sa.BigInteger),
    sa.Column("avoid_at", Moment),
)
