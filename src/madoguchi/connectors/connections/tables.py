"""Columns and constraints of connections and of what they post."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Backfill, CatchUp, Trouble
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version

_WAITS = sa.text("waits_for IS NOT NULL")

# Columns stand in the order of `contracts.Connection`; what owners do not see stands last.
connection_table = sa.Table(
    "connection",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("settings", Json(dict[str, str]), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("backfill", Json(Backfill)),
    sa.Column("trouble", Json(Trouble)),
    sa.Column("trouble_at", Moment),
    sa.Column("heard_at", Moment),
    sa.Column("caught_up_at", Moment),
    sa.Column("created_at", Moment, nullable=False),
    # Sealed with the installation's key: a JSON object of the secret settings.
    sa.Column("secrets", sa.Text, nullable=False),
    sa.Column("catch_up", Json(CatchUp)),
    # When something is to be fetched next, and the process that is at it until its lease ends.
    sa.Column("fetch_at", Moment),
    sa.Column("held_by", sa.Text),
    sa.Column("held_until", Moment),
    sqlite_autoincrement=True,
)

notice_table = sa.Table(
    "notice",
    metadata,
    primary_key(),
    sa.Column("connection_id", Id, sa.ForeignKey("connection.id"), nullable=False),
    # What the platform calls it; the constraint refuses the second, looking first would not.
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("reason", Json(Trouble)),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("worked_at", Moment),
    # The body as it came, sealed: see `bodies`.
    sa.Column("body", sa.Text, nullable=False),
    # What it came too early for: see `operations.waiting`.
    sa.Column("waits_for", sa.Text),
    sa.UniqueConstraint("connection_id", "event_id"),
    sa.Index("ix_notice_state", "state", "id"),
    sa.Index("ix_notice_connection", "connection_id", "id"),
    sa.Index("ix_notice_waits_for", "waits_for", sqlite_where=_WAITS, postgresql_where=_WAITS),
    sqlite_autoincrement=True,
)
