"""Conversations, messages, and what hangs on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "canned_reply",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger()),
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("shortcut_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned_reply"),
        sa.UniqueConstraint("shortcut_key", name="uq_canned_reply_shortcut_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tag",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("color", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.BigInteger()),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("name_key", name="uq_tag_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "conversation",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger()),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("tag_ids", sa.Text(), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("last_message", sa.Text()),
        sa.Column("waiting_since", sa.BigInteger()),
        sa.Column("first_reply_at", sa.BigInteger()),
        sa.Column("customer_delivered_seq", sa.Integer(), nullable=False),
        sa.Column("customer_read_seq", sa.Integer(), nullable=False),
        sa.Column("agent_read_seq", sa.Integer(), nullable=False),
        sa.Column("snoozed_until", sa.BigInteger()),
        sa.Column("resolved_at", sa.BigInteger()),
        sa.Column("rating", sa.Text()),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_conversation_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
    )
    op.create_index(
        "ix_conversation_assignee", "conversation", ["assignee_id", "state", "rank", "id"]
    )
    op.create_index("ix_conversation_customer", "conversation", ["customer_id", "id"])
    op.create_index("ix_conversation_shop", "conversation", ["shop_id", "state", "rank", "id"])
    op.create_index(
        "ix_conversation_snoozed",
        "conversation",
        ["snoozed_until"],
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.create_index("ix_conversation_state", "conversation", ["state", "rank", "id"])
    op.create_index("ix_conversation_team", "conversation", ["team_id", "state", "rank", "id"])
    op.create_table(
        "conversation_tag",
        sa.Column("tag_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_conversation_tag_conversation_id"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_conversation_tag_tag_id"),
        sa.PrimaryKeyConstraint("tag_id", "conversation_id", name="pk_conversation_tag"),
    )
    op.create_table(
        "draft",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("quote_seq", sa.Integer()),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_draft_conversation_id"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "person_id", name="pk_draft"),
    )
    op.create_index("ix_draft_person", "draft", ["person_id"])
    op.create_table(
        "message",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("author_kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text()),
        sa.Column("choices", sa.Text()),
        sa.Column("chosen", sa.SmallInteger()),
        sa.Column("line", sa.Text()),
        sa.Column("quote", sa.Text()),
        sa.Column("client_id", sa.Text()),
        sa.Column("redacted_at", sa.BigInteger()),
        sa.Column("sender", sa.Text()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_message_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("conversation_id", "seq", name="uq_message_conversation_id_seq"),
        sa.UniqueConstraint("sender", "client_id", name="uq_message_sender_client_id"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("thumbnail_blob", sa.Text()),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("uploader", sa.Text(), nullable=False),
        sa.Column("message_id", ID),
        sa.Column("conversation_id", sa.BigInteger()),
        sa.Column("for_staff", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_attachment_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_blob", "attachment", ["blob"])
    op.create_index("ix_attachment_message", "attachment", ["message_id"])
    op.create_index("ix_attachment_thumbnail", "attachment", ["thumbnail_blob"])
    op.create_index(
        "ix_attachment_loose",
        "attachment",
        ["created_at"],
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    )
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS message_search USING fts5(terms, content='', "
            "columnsize=0, tokenize='ascii', prefix='1')"
        )
    if dialect == "postgresql":
        op.execute(
            "CREATE TABLE IF NOT EXISTS message_search (id bigint PRIMARY KEY, terms tsvector"
            " NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_message_search_terms ON message_search USING gin (terms)"
        )
