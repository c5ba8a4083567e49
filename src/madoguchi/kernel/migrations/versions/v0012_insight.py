"""Figures kept from the feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "figure_house",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_figure_house_single"),
        sa.PrimaryKeyConstraint("id", name="pk_figure_house"),
    )
    op.create_table(
        "figure_calendar",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_figure_calendar"),
    )
    op.create_table(
        "figure_shop",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", name="pk_figure_shop"),
    )
    op.create_table(
        "figure_talk",
        sa.Column("conversation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *_place(),
        sa.Column("served_at", sa.BigInteger()),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_figure_talk"),
    )
    op.create_table(
        "figure_worker",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_figure_worker"),
    )
    op.create_table(
        "figure_fact",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("one", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("two", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("three", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        *_place(),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "one", "two", "three", name="pk_figure_fact"),
    )
    op.create_table(
        "figure_tally",
        sa.Column("cut", sa.Text(), nullable=False),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        *_place(),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cut", name="pk_figure_tally"),
    )
    op.create_index("ix_figure_fact_day", "figure_fact", ["kind", "day", "one"])
    op.create_index("ix_figure_fact_person", "figure_fact", ["person_id", "kind", "day"])
    op.create_index("ix_figure_tally_day", "figure_tally", ["grain", "slot", "shop_id", "day"])
    op.create_index("ix_figure_tally_person", "figure_tally", ["person_id", "shop_id", "day"])
    op.create_index("ix_figure_fact_mark", "figure_fact", ["kind", "mark", "one", "two", "three"])
    where = sa.text("served_at IS NOT NULL")
    op.create_index(
        "ix_figure_talk_served",
        "figure_talk",
        ["served_at"],
        sqlite_where=where,
        postgresql_where=where,
    )


def _place() -> list[sa.Column[object]]:
    return [
        sa.Column("shop_id", sa.BigInteger()),
        sa.Column("channel", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("person_id", sa.BigInteger()),
    ]
