"""Promises made to customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "promise",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("message_seq", sa.Integer()),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("broken_at", sa.BigInteger()),
        sa.Column("kept_at", sa.BigInteger()),
        sa.Column("kept_by", sa.BigInteger()),
        sa.Column("kept_seq", sa.Integer()),
        sa.Column("withdrawn_at", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_promise_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_promise_conversation", "promise", ["conversation_id", "id"])
    op.create_index("ix_promise_customer", "promise", ["customer_id", "id"])
    op.create_index("ix_promise_due", "promise", ["state", "due_at", "id"])
    op.create_index("ix_promise_owner", "promise", ["owner_id", "state", "due_at", "id"])
    owed = sa.text("state IN ('open', 'broken')")
    op.create_index(
        "ix_promise_owed",
        "promise",
        ["conversation_id"],
        sqlite_where=owed,
        postgresql_where=owed,
    )
