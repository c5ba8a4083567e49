"""Columns and constraints of calendars, standards and clocks."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.clocks.contracts import Calendar, FrozenCalendar, KeptStandard, Moment, Standard
from madoguchi.kernel import schema
from madoguchi.kernel.schema import Json, metadata, primary_key, version

calendar_table = sa.Table(
    "calendar",
    metadata,
    primary_key(),
    version(),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("holder_id", sa.BigInteger, nullable=False),
    sa.Column("calendar", Json(Calendar), nullable=False),
    sa.Column("changed_at", schema.Moment, nullable=False),
    sa.UniqueConstraint("holder", "holder_id"),
    sqlite_autoincrement=True,
)

frozen_calendar_table = sa.Table(
    "frozen_calendar",
    metadata,
    # Its content's SHA-256: what equals is stored once, and what is stored never changes.
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("calendar", Json(FrozenCalendar), nullable=False),
)

standard_table = sa.Table(
    "standard",
    metadata,
    primary_key(),
    version(),
    # The subject and where it holds: one standard for each.
    sa.Column("place_key", sa.Text, nullable=False),
    sa.Column("standard", Json(Standard), nullable=False),
    sa.Column("off", sa.Boolean, nullable=False),
    sa.Column("changed_at", schema.Moment, nullable=False),
    sa.UniqueConstraint("place_key"),
    sqlite_autoincrement=True,
)

standard_step_table = sa.Table(
    "standard_step",
    metadata,
    primary_key(),
    sa.Column("standard_id", sa.BigInteger, nullable=False),
    sa.Column("at", schema.Moment, nullable=False),
    sa.Column("by_kind", sa.Text, nullable=False),
    sa.Column("by_id", sa.BigInteger),
    sa.Column("before", Json(KeptStandard)),
    sa.Column("after", Json(KeptStandard)),
    sa.Index("ix_standard_step_standard", "standard_id", "id"),
)

clock_book_table = sa.Table(
    "clock_book",
    metadata,
    # A word that is another after each change of a standard or calendar, so that a process may keep
    # them in memory for as long as it reads the same word. One row.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("edition", sa.Text, nullable=False),
)

clock_table = sa.Table(
    "clock",
    metadata,
    primary_key(),
    version(),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("owed_kind", sa.Text, nullable=False),
    sa.Column("owed_id", sa.BigInteger, nullable=False),
    sa.Column("conversation_id", sa.BigInteger),
    sa.Column("shop_id", sa.BigInteger),
    sa.Column("person_id", sa.BigInteger),
    sa.Column("team_id", sa.BigInteger),
    sa.Column("standard_id", sa.BigInteger),
    sa.Column("calendar", sa.Text, sa.ForeignKey("frozen_calendar.digest"), nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # Microseconds, as are `worked` and `passed`.
    sa.Column("target", sa.BigInteger, nullable=False),
    sa.Column("deadline", schema.Moment),
    sa.Column("started_at", schema.Moment, nullable=False),
    sa.Column("since", schema.Moment, nullable=False),
    sa.Column("worked", sa.BigInteger, nullable=False),
    sa.Column("passed", sa.BigInteger, nullable=False),
    sa.Column("thresholds", Json(tuple[int, ...]), nullable=False),
    sa.Column("moments", Json(tuple[Moment, ...]), nullable=False),
    sa.Column("fired", Json(tuple[int, ...]), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("due_at", schema.Moment),
    # When the engine has something to do; it sleeps until the first of all.
    sa.Column("next_fire_at", schema.Moment),
    sa.Column("breached_at", schema.Moment),
    sa.Column("ended_at", schema.Moment),
    sa.Index(
        "ix_clock_next",
        "next_fire_at",
        sqlite_where=sa.text("next_fire_at IS NOT NULL"),
        postgresql_where=sa.text("next_fire_at IS NOT NULL"),
    ),
    sa.Index("ix_clock_conversation", "conversation_id"),
    sa.Index("ix_clock_owed", "owed_kind", "owed_id"),
    # For the dry run of a standard.
    sa.Index("ix_clock_subject", "subject", "started_at"),
    sa.Index(
        "ix_clock_breached",
        "breached_at",
        sqlite_where=sa.text("breached_at IS NOT NULL"),
        postgresql_where=sa.text("breached_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
