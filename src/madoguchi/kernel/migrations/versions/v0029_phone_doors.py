"""Calls from the chat, callbacks at a wanted time, a line's own prompts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.add_column(
        "phone_line",
        sa.Column("in_chat", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "phone_call", sa.Column("door", sa.Text(), server_default="number", nullable=False)
    )
    op.add_column("phone_call", sa.Column("wanted_at", sa.BigInteger()))
    op.add_column("phone_call", sa.Column("promise_id", sa.BigInteger()))
    op.create_table(
        "phone_prompt",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line_id", ID, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger()),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.Text()),
        sa.ForeignKeyConstraint(["line_id"], ["phone_line.id"], name="fk_phone_prompt_line_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_prompt"),
        sa.UniqueConstraint(
            "line_id", "language", "name", name="uq_phone_prompt_line_id_language_name"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_phone_prompt_blob", "phone_prompt", ["blob"])
