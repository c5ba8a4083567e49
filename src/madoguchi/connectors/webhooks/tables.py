"""Columns and constraints of webhooks; what is to be sent lies in the outbox."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Json, Moment, metadata, primary_key, version

webhook_table = sa.Table(
    "webhook",
    metadata,
    primary_key(),
    version(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    # Sealed with the installation's key; shown once, when it is made.
    sa.Column("secret", sa.Text, nullable=False),
    # The one before it, sealed as well, and until when it signs beside it.
    sa.Column("old_secret", sa.Text),
    sa.Column("old_secret_until", Moment),
    sa.Column("kinds", Json(list[str]), nullable=False),
    sa.Column("shop_ids", Json(list[int]), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    # In a row; the breaker trips by it.
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("paused_at", Moment),
    sa.Column("made_by", sa.BigInteger),
    sa.Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
