"""Columns and constraints of conversations and what hangs on them.

Columns stand in the order of the contracts' fields, so that a row is a struct's arguments.
"""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.clocks.contracts import Countdown
from madoguchi.desk.contracts import (
    Attachment,
    LastMessage,
    Line,
    Mail,
    MailWishes,
    Quote,
    Rating,
)
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version
from madoguchi.kernel.search import SearchIndex
from madoguchi.language.bigrams import index_terms

conversation_table = sa.Table(
    "conversation",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("assignee_id", sa.BigInteger),
    sa.Column("team_id", sa.BigInteger),
    sa.Column("priority", sa.SmallInteger, nullable=False),
    sa.Column("subject", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("tag_ids", Json(list[int]), nullable=False),
    sa.Column("message_count", sa.Integer, nullable=False),
    sa.Column("last_message", Json(LastMessage)),
    sa.Column("waiting_since", Moment),
    sa.Column("first_reply_at", Moment),
    sa.Column("customer_delivered_seq", sa.Integer, nullable=False),
    sa.Column("customer_read_seq", sa.Integer, nullable=False),
    sa.Column("agent_read_seq", sa.Integer, nullable=False),
    sa.Column("snoozed_until", Moment),
    sa.Column("resolved_at", Moment),
    sa.Column("rating", Json(Rating)),
    sa.Column("clock", Json(Countdown)),
    sa.Column("rank", sa.BigInteger, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("on_call", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    # The inbox's views, each read by keyset in the order of urgency.
    sa.Index("ix_conversation_state", "state", "rank", "id"),
    sa.Index("ix_conversation_shop", "shop_id", "state", "rank", "id"),
    sa.Index("ix_conversation_assignee", "assignee_id", "state", "rank", "id"),
    sa.Index("ix_conversation_team", "team_id", "state", "rank", "id"),
    sa.Index("ix_conversation_customer", "customer_id", "id"),
    # How many were opened when: counted from the index alone.
    sa.Index("ix_conversation_created", "created_at", "shop_id", "channel"),
    sa.Index(
        "ix_conversation_snoozed",
        "snoozed_until",
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    ),
)

message_table = sa.Table(
    "message",
    metadata,
    primary_key(),
    version(),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("author_kind", sa.Text, nullable=False),
    sa.Column("author_id", sa.BigInteger),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("attachments", Json(list[Attachment])),
    sa.Column("choices", Json(list[str])),
    sa.Column("chosen", sa.SmallInteger),
    sa.Column("line", Json(Line)),
    sa.Column("quote", Json(Quote)),
    sa.Column("client_id", sa.Text),
    sa.Column("redacted_at", Moment),
    sa.Column("mail", Json(Mail)),
    # The device or mailbox it came from: within one, sending twice is sending once. Not the author,
    # for a visitor may turn out to be a known customer between the first try and the second.
    sa.Column("sender", sa.Text),
    sa.UniqueConstraint("conversation_id", "seq"),
    sa.UniqueConstraint("sender", "client_id"),
)

message_search = SearchIndex(
    "message_search",
    sa.select(message_table.c.id, message_table.c.body).where(message_table.c.body != ""),
    index_terms,
)

draft_table = sa.Table(
    "draft",
    metadata,
    sa.Column("conversation_id", Id, sa.ForeignKey("conversation.id"), primary_key=True),
    sa.Column("person_id", sa.BigInteger, primary_key=True),
    version(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("attachments", Json(list[Attachment]), nullable=False),
    sa.Column("quote_seq", sa.Integer),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("mail", Json(MailWishes)),
    sa.Column("choices", Json(list[str]), nullable=False, server_default="[]"),
    sa.Index("ix_draft_person", "person_id"),
)

tag_table = sa.Table(
    "tag",
    metadata,
    primary_key(),
    version(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("color", sa.Text, nullable=False),
    sa.Column("shop_id", sa.BigInteger),
    # The shop (0: all) and the folded name: one tag of a name for each.
    sa.Column("name_key", sa.Text, nullable=False),
    # Gone for everybody; the row stays until the last conversation has let go of it.
    sa.Column("removed_at", Moment),
    sa.UniqueConstraint("name_key"),
    # A screen remembers that a tag is gone by its id: it must not come back.
    sqlite_autoincrement=True,
)

conversation_tag_table = sa.Table(
    "conversation_tag",
    metadata,
    sa.Column("tag_id", Id, sa.ForeignKey("tag.id"), primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversation.id"), primary_key=True),
)

canned_reply_table = sa.Table(
    "canned_reply",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger),
    sa.Column("shortcut", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("texts", Json(dict[str, str]), nullable=False),
    sa.Column("shortcut_key", sa.Text, nullable=False),
    sa.UniqueConstraint("shortcut_key"),
    sqlite_autoincrement=True,
)

attachment_table = sa.Table(
    "attachment",
    metadata,
    primary_key(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("blob", sa.Text, nullable=False),
    sa.Column("thumbnail_blob", sa.Text),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    # Who brought it: only they may hang it on a message, and only once.
    sa.Column("uploader", sa.Text, nullable=False),
    sa.Column("message_id", Id, sa.ForeignKey("message.id")),
    sa.Column("conversation_id", sa.BigInteger),
    # True until a message that the customer sees carries it.
    sa.Column("for_staff", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Index("ix_attachment_message", "message_id"),
    # The sweep asks of each blob whether anything needs it.
    sa.Index("ix_attachment_blob", "blob"),
    sa.Index("ix_attachment_thumbnail", "thumbnail_blob"),
    sa.Index(
        "ix_attachment_loose",
        "created_at",
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    ),
)
