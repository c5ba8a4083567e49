"""The shops, each with its keys and what its widget shows."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Json, Moment, metadata, primary_key, version
from madoguchi.shops.contracts import Hours, Widget

shop_table = sa.Table(
    "shop",
    metadata,
    primary_key(),
    version(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("color", sa.Text, nullable=False),
    sa.Column("hours", Json(Hours), nullable=False),
    sa.Column("widget", Json(Widget), nullable=False),
    sa.Column("allowed_origins", Json(list[str]), nullable=False),
    sa.Column("public_key", sa.Text, nullable=False),
    # Signs customers' identities; never part of the entity. The shop's own server holds it too.
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("archived_at", Moment),
    sa.UniqueConstraint("public_key"),
    sqlite_autoincrement=True,
)
