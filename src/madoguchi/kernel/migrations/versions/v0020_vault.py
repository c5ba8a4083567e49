"""The identity-document vault."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "vault_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vault_key"),
    )
    op.create_table(
        "document_request",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("conversation_id", sa.BigInteger()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("photos", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger()),
        sa.Column("withdrawn_at", sa.BigInteger()),
        sa.Column("document_id", sa.BigInteger()),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_document_request_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document_request"),
        sa.UniqueConstraint("token_hash", name="uq_document_request_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_request_customer", "document_request", ["customer_id", "id"])
    op.create_table(
        "document",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("conversation_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("request_id", sa.BigInteger()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("mask", sa.Text(), nullable=False),
        sa.Column("sides", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("cleared_at", sa.BigInteger()),
        sa.Column("erase_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger()),
        sa.Column("erased_why", sa.Text()),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Integer()),
        sa.Column("data_key", sa.Text()),
        sa.Column("sealed", sa.Text()),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=False),
        sa.Column("consent_locale", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_document_customer_id"),
        sa.ForeignKeyConstraint(["key_id"], ["vault_key.id"], name="fk_document_key_id"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("uid", name="uq_document_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_customer", "document", ["customer_id", "id"])
    op.create_index("ix_document_message", "document", ["message_id"])
    op.create_index("ix_document_key", "document", ["key_id"])
    alive = sa.text("erased_at IS NULL")
    op.create_index(
        "ix_document_due", "document", ["erase_at"], sqlite_where=alive, postgresql_where=alive
    )
    op.create_table(
        "document_reading",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mask", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_document_reading_document_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document_reading"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_reading_document", "document_reading", ["document_id", "id"])
    op.create_table(
        "vault",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reader_roles", sa.Text(), nullable=False),
        sa.Column("reader_ids", sa.Text(), nullable=False),
        sa.Column("link_hours", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.Column("shops", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_vault_single"),
        sa.PrimaryKeyConstraint("id", name="pk_vault"),
    )
