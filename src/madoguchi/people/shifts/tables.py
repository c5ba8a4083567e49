"""Columns and constraints of planned shifts, leave, and the usual hours."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Json, Moment, metadata, primary_key, version
from madoguchi.people.shifts.contracts import ShiftTemplate

shift_table = sa.Table(
    "shift",
    metadata,
    primary_key(),
    version(),
    sa.Column("person_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    # As it was planned: wall clock, in minutes after the midnight that begins `day`.
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("day", sa.Text, nullable=False),  # 2026-11-23
    sa.Column("starts", sa.Integer, nullable=False),
    sa.Column("ends", sa.Integer, nullable=False),
    # As it falls: what is asked for.
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.CheckConstraint("starts_at < ends_at", name="forward"),
    # Nobody's shifts overlap, so the one that starts last is the only one that can be running.
    sa.UniqueConstraint("person_id", "starts_at"),
    sa.Index("ix_shift_starts", "starts_at"),
    sa.Index("ix_shift_ends", "ends_at"),
    sqlite_autoincrement=True,
)

shift_templates_table = sa.Table(
    "shift_templates",
    metadata,
    # One row at most; without it the house keeps the hours that come with the desk.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    version(),
    sa.Column("items", Json(list[ShiftTemplate]), nullable=False),
    sa.CheckConstraint("id = 1", name="single"),
)
