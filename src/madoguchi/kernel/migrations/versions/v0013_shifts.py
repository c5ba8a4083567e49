"""Planned shifts and leave, and what the need for them is worked out from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "shift",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="ck_shift_forward"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_shift_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
        sa.UniqueConstraint("person_id", "starts_at", name="uq_shift_person_id_starts_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shift_ends", "shift", ["ends_at"])
    op.create_index("ix_shift_starts", "shift", ["starts_at"])
    op.create_table(
        "shift_templates",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_shift_templates_single"),
        sa.PrimaryKeyConstraint("id", name="pk_shift_templates"),
    )
    op.create_table(
        "staffing_assumptions",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger()),
        sa.Column("channel", sa.Text()),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("service_level", sa.Float(), nullable=False),
        sa.Column("within", sa.Integer(), nullable=False),
        sa.Column("handling", sa.Integer()),
        sa.Column("shrinkage", sa.Float(), nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column("max_occupancy", sa.Float(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staffing_assumptions"),
        sa.UniqueConstraint("scope", name="uq_staffing_assumptions_scope"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_conversation_created", "conversation", ["created_at", "shop_id", "channel"])
