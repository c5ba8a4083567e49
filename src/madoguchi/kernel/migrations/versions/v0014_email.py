"""Mailboxes and the mail they bring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.add_column("message", sa.Column("mail", sa.Text()))
    op.add_column("draft", sa.Column("mail", sa.Text()))
    op.add_column("customer", sa.Column("email_dead_at", sa.BigInteger()))
    op.create_table(
        "mailbox",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.Column("imap", sa.Text()),
        sa.Column("folders", sa.Text(), nullable=False),
        sa.Column("smtp", sa.Text()),
        sa.Column("oauth", sa.Text()),
        sa.Column("signed_replies", sa.Boolean(), nullable=False),
        sa.Column("trusted_servers", sa.Text(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        sa.Column("acknowledgement", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("trouble_at", sa.BigInteger()),
        sa.Column("retry_at", sa.BigInteger()),
        sa.Column("seen_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("watched_by", sa.Text()),
        sa.Column("watched_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mailbox_address",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("mailbox_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name="fk_mailbox_address_mailbox_id"
        ),
        sa.PrimaryKeyConstraint("address", name="pk_mailbox_address"),
    )
    op.create_index("ix_mailbox_address_mailbox", "mailbox_address", ["mailbox_id"])
    op.create_table(
        "mailbox_folder",
        sa.Column("mailbox_id", ID, nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name="fk_mailbox_folder_mailbox_id"
        ),
        sa.PrimaryKeyConstraint("mailbox_id", "folder", "uidvalidity", name="pk_mailbox_folder"),
    )
    op.create_table(
        "mail",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("mailbox_id", sa.BigInteger()),
        sa.Column("folder", sa.Text()),
        sa.Column("uidvalidity", sa.BigInteger()),
        sa.Column("uid", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("blob", sa.Text()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_key", sa.Text()),
        sa.Column("identifier", sa.Text()),
        sa.Column("sender", sa.Text()),
        sa.Column("conversation_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("contents", sa.Text()),
        sa.Column("letter", sa.Text()),
        sa.Column("marked_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
        sa.UniqueConstraint(
            "mailbox_id", "folder", "uidvalidity", "uid",
            name="uq_mail_mailbox_id_folder_uidvalidity_uid",
        ),
        sa.UniqueConstraint("content_key", name="uq_mail_content_key"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("ix_mail_identifier", "mail", ["identifier"])
    op.create_index("ix_mail_conversation", "mail", ["conversation_id", "id"])
    op.create_index("ix_mail_message", "mail", ["message_id"])
    op.create_index("ix_mail_mailbox", "mail", ["mailbox_id", "id"])
    op.create_index("ix_mail_blob", "mail", ["blob"])
    op.create_index("ix_mail_sender", "mail", ["sender", "id"])
    op.create_index(
        "ix_mail_unread",
        "mail",
        ["state", "id"],
        sqlite_where=sa.text("state = 'fetched'"),
        postgresql_where=sa.text("state = 'fetched'"),
    )
    op.create_table(
        "dead_address",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_dead_address"),
    )
