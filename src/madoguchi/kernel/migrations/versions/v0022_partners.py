"""Partners and what they are asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "partner",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shop_ids", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "partner_person",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger()),
        sa.Column("invited_until", sa.BigInteger()),
        sa.Column("disabled_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("token_hash", sa.Text()),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_partner_person_partner_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_partner_person"),
        sa.UniqueConstraint("email_key", name="uq_partner_person_email_key"),
        sa.UniqueConstraint("token_hash", name="uq_partner_person_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_partner_person_partner", "partner_person", ["partner_id"])
    op.create_table(
        "partner_request",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("translations", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger()),
        sa.Column("parcel_id", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("waits_on", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger()),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("reminded_at", sa.BigInteger()),
        sa.Column("given", sa.Text()),
        sa.Column("entry_count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("same_key", sa.Text()),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_partner_request_partner_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_partner_request"),
        sa.UniqueConstraint("same_key", name="uq_partner_request_same_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_partner_request_waits", "partner_request", ["waits_on", "asked_at", "id"])
    op.create_index(
        "ix_partner_request_partner", "partner_request", ["partner_id", "asked_at", "id"]
    )
    op.create_index("ix_partner_request_asked", "partner_request", ["asked_at", "id"])
    op.create_table(
        "partner_session",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("person_id", ID),
        sa.Column("request_id", ID),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_partner_session_partner_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["partner_person.id"], name="fk_partner_session_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["partner_request.id"], name="fk_partner_session_request_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_partner_session"),
        sa.UniqueConstraint("token_hash", name="uq_partner_session_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_partner_session_person", "partner_session", ["person_id"])
    op.create_table(
        "partner_request_place",
        sa.Column("request_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("asked_by", sa.BigInteger()),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answer_seq", sa.Integer()),
        sa.Column("handled_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["request_id"], ["partner_request.id"], name="fk_partner_request_place_request_id"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_partner_request_place_conversation_id",
        ),
        sa.PrimaryKeyConstraint("request_id", "conversation_id", name="pk_partner_request_place"),
    )
    op.create_index(
        "ix_partner_request_place_conversation", "partner_request_place", ["conversation_id"]
    )
    op.create_table(
        "partner_request_entry",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("author_kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("translations", sa.Text(), nullable=False),
        sa.Column("given", sa.Text()),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["partner_request.id"], name="fk_partner_request_entry_request_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_partner_request_entry"),
        sa.UniqueConstraint("request_id", "seq", name="uq_partner_request_entry_request_id_seq"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "partner_link",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["request_id"], ["partner_request.id"], name="fk_partner_link_request_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_partner_link"),
        sa.UniqueConstraint("token_hash", name="uq_partner_link_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_partner_link_request", "partner_link", ["request_id"])
