"""Columns and constraints of partners, their people and sessions, and what they are asked.

Columns stand in the order of the contracts' fields, so that a row is a struct's arguments.
"""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.desk.contracts import Attachment
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version
from madoguchi.partners.contracts.requests import Values

partner_table = sa.Table(
    "partner",
    metadata,
    primary_key(),
    version(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("email", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("shop_ids", Json(list[int]), nullable=False),
    sa.Column("archived_at", Moment),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("mailed", sa.Boolean, nullable=False, server_default=sa.false()),
    sqlite_autoincrement=True,
)

person_table = sa.Table(
    "partner_person",
    metadata,
    primary_key(),
    version(),
    sa.Column("partner_id", Id, sa.ForeignKey("partner.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("joined_at", Moment),
    sa.Column("invited_until", Moment),
    sa.Column("disabled_at", Moment),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("email_key", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text),
    # Of the link by which they choose a password.
    sa.Column("token_hash", sa.Text),
    sa.UniqueConstraint("email_key"),
    sa.UniqueConstraint("token_hash"),
    sa.Index("ix_partner_person_partner", "partner_id"),
    sqlite_autoincrement=True,
)

session_table = sa.Table(
    "partner_session",
    metadata,
    primary_key(),
    sa.Column("partner_id", Id, sa.ForeignKey("partner.id"), nullable=False),
    # Without a person it was opened by a link, and shows that one request.
    sa.Column("person_id", Id, sa.ForeignKey("partner_person.id")),
    sa.Column("request_id", Id, sa.ForeignKey("partner_request.id")),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("agent", sa.Text, nullable=False),
    sa.UniqueConstraint("token_hash"),
    sa.Index("ix_partner_session_person", "person_id"),
    sqlite_autoincrement=True,
)

request_table = sa.Table(
    "partner_request",
    metadata,
    primary_key(),
    version(),
    sa.Column("partner_id", Id, sa.ForeignKey("partner.id"), nullable=False),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("wanted", Json(Values), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("translations", Json(dict[str, str]), nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("order_id", sa.BigInteger),
    sa.Column("parcel_id", sa.BigInteger),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("waits_on", sa.Text, nullable=False),
    sa.Column("asked_by", sa.BigInteger),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("answered_at", Moment),
    sa.Column("reminded_at", Moment),
    sa.Column("given", Json(Values)),
    sa.Column("entry_count", sa.Integer, nullable=False),
    sa.Column("last_at", Moment, nullable=False),
    # What makes the next one the same request; None once it is over. One request for each.
    sa.Column("same_key", sa.Text),
    sa.UniqueConstraint("same_key"),
    sa.Index("ix_partner_request_waits", "waits_on", "asked_at", "id"),
    sa.Index("ix_partner_request_partner", "partner_id", "asked_at", "id"),
    sa.Index("ix_partner_request_asked", "asked_at", "id"),
    sqlite_autoincrement=True,
)

place_table = sa.Table(
    "partner_request_place",
    metadata,
    sa.Column("request_id", Id, sa.ForeignKey("partner_request.id"), primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversation.id"), primary_key=True),
    sa.Column("asked_by", sa.BigInteger),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("answer_seq", sa.Integer),
    sa.Column("handled_at", Moment),
    sa.Column("dealt_seq", sa.Integer, nullable=False, server_default="0"),
    sa.Column("left_at", Moment),
    sa.Index("ix_partner_request_place_conversation", "conversation_id"),
)

entry_table = sa.Table(
    "partner_request_entry",
    metadata,
    primary_key(),
    version(),
    sa.Column("request_id", Id, sa.ForeignKey("partner_request.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("author_kind", sa.Text, nullable=False),
    sa.Column("author_id", sa.BigInteger),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("translations", Json(dict[str, str]), nullable=False),
    sa.Column("given", Json(Values)),
    sa.Column("attachments", Json(list[Attachment]), nullable=False),
    sa.UniqueConstraint("request_id", "seq"),
    sqlite_autoincrement=True,
)

link_table = sa.Table(
    "partner_link",
    metadata,
    primary_key(),
    sa.Column("request_id", Id, sa.ForeignKey("partner_request.id"), nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("made_by", sa.BigInteger),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
    sa.UniqueConstraint("token_hash"),
    sa.Index("ix_partner_link_request", "request_id"),
    sqlite_autoincrement=True,
)
