"""What is assumed, by shop and channel."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import metadata, primary_key, version

staffing_assumptions_table = sa.Table(
    "staffing_assumptions",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger),
    sa.Column("channel", sa.Text),
    # Shop (0: all) and channel: one row for each pair.
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("service_level", sa.Float, nullable=False),
    sa.Column("within", sa.Integer, nullable=False),
    sa.Column("handling", sa.Integer),
    sa.Column("shrinkage", sa.Float, nullable=False),
    sa.Column("concurrency", sa.Integer, nullable=False),
    sa.Column("max_occupancy", sa.Float, nullable=False),
    sa.Column("weeks", sa.Integer, nullable=False),
    sa.UniqueConstraint("scope"),
    sqlite_autoincrement=True,
)
