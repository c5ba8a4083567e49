"""Lines, calls and their recordings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "phone_line",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("trunk", sa.Text(), nullable=False),
        sa.Column("trunk_port", sa.Integer(), nullable=False),
        sa.Column("record", sa.Boolean(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("voicemail", sa.Boolean(), nullable=False),
        sa.Column("callbacks", sa.Boolean(), nullable=False),
        sa.Column("patience_s", sa.Integer(), nullable=False),
        sa.Column("wrap_up_s", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_phone_line"),
        sa.UniqueConstraint("number_key", name="uq_phone_line_number_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "phone_call",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line_id", ID, nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("ringing", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("ring_cycle_ms", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("queued_at", sa.BigInteger()),
        sa.Column("rang_at", sa.BigInteger()),
        sa.Column("taken_at", sa.BigInteger()),
        sa.Column("talked_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("sip_rang_at", sa.BigInteger()),
        sa.Column("sip_answered_at", sa.BigInteger()),
        sa.Column("rings", sa.Integer()),
        sa.Column("ending", sa.Text()),
        sa.Column("callback_at", sa.BigInteger()),
        sa.Column("callback_of", sa.BigInteger()),
        sa.Column("called_back_at", sa.BigInteger()),
        sa.Column("outcome", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("wrap_up_until", sa.BigInteger()),
        sa.Column("wrapped_at", sa.BigInteger()),
        sa.Column("recordings", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("clock_id", sa.BigInteger()),
        sa.ForeignKeyConstraint(["line_id"], ["phone_line.id"], name="fk_phone_call_line_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_call"),
        sa.UniqueConstraint("external_id", name="uq_phone_call_external_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_phone_call_callback",
        "phone_call",
        ["callback_at"],
        sqlite_where=sa.text("callback_at IS NOT NULL AND called_back_at IS NULL"),
        postgresql_where=sa.text("callback_at IS NOT NULL AND called_back_at IS NULL"),
    )
    op.create_index("ix_phone_call_conversation", "phone_call", ["conversation_id", "id"])
    op.create_index(
        "ix_phone_call_live",
        "phone_call",
        ["process", "id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_phone_call_person", "phone_call", ["person_id", "id"])
    op.create_index("ix_phone_call_shop", "phone_call", ["shop_id", "id"])
    op.create_table(
        "phone_recording",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("announced_at", sa.BigInteger()),
        sa.Column("keep_until", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.Text()),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name="fk_phone_recording_call_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_recording"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_phone_recording_blob", "phone_recording", ["blob"])
    op.create_index("ix_phone_recording_call", "phone_recording", ["call_id"])
    op.create_index(
        "ix_phone_recording_due",
        "phone_recording",
        ["keep_until"],
        sqlite_where=sa.text("blob IS NOT NULL"),
        postgresql_where=sa.text("blob IS NOT NULL"),
    )
