"""Columns and constraints of the vault. No column holds a number, a name or a picture in clear.

Columns stand in the order of the contracts' fields, then what never leaves the room.
"""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.customers.vault.contracts import Photo, Retention, Side
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version
from madoguchi.people.contracts import Role

vault_key_table = sa.Table(
    "vault_key",
    metadata,
    # Each key has a number; the highest seals what comes in, older ones wait to be let go of.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    # Sealed with the installation's own key.
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
)

document_request_table = sa.Table(
    "document_request",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("conversation_id", sa.BigInteger),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("photos", sa.Boolean, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("asked_by", sa.BigInteger),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("submitted_at", Moment),
    sa.Column("withdrawn_at", Moment),
    sa.Column("document_id", sa.BigInteger),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.UniqueConstraint("token_hash"),
    sa.Index("ix_document_request_customer", "customer_id", "id"),
    sqlite_autoincrement=True,
)

document_table = sa.Table(
    "document",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("conversation_id", sa.BigInteger),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("request_id", sa.BigInteger),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("mask", sa.Text, nullable=False),
    sa.Column("sides", Json(list[Side]), nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("consented_at", Moment),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("cleared_at", Moment),
    sa.Column("erase_at", Moment, nullable=False),
    sa.Column("erased_at", Moment),
    sa.Column("erased_why", sa.Text),
    # The record's own name, to which all that is sealed of it is bound.
    sa.Column("uid", sa.Text, nullable=False),
    # The data key, sealed with the vault's key of that number; both go when it is erased.
    sa.Column("key_id", sa.Integer, sa.ForeignKey("vault_key.id")),
    sa.Column("data_key", sa.Text),
    sa.Column("sealed", sa.Text),
    sa.Column("photos", Json(list[Photo]), nullable=False),
    # The proof of consent outlives the document.
    sa.Column("consent_text", sa.Text, nullable=False),
    sa.Column("consent_locale", sa.Text, nullable=False),
    sa.UniqueConstraint("uid"),
    sa.Index("ix_document_customer", "customer_id", "id"),
    sa.Index("ix_document_message", "message_id"),
    sa.Index(
        "ix_document_due",
        "erase_at",
        sqlite_where=sa.text("erased_at IS NULL"),
        postgresql_where=sa.text("erased_at IS NULL"),
    ),
    sa.Index("ix_document_key", "key_id"),
    sqlite_autoincrement=True,
)

document_reading_table = sa.Table(
    "document_reading",
    metadata,
    primary_key(),
    version(),
    sa.Column("document_id", Id, sa.ForeignKey("document.id"), nullable=False),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", sa.BigInteger, nullable=False),
    sa.Column("person_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("mask", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("granted", sa.Boolean, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_document_reading_document", "document_id", "id"),
    sqlite_autoincrement=True,
)

vault_table = sa.Table(
    "vault",
    metadata,
    # One row at most; none means the defaults.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    version(),
    sa.Column("reader_roles", Json(list[Role]), nullable=False),
    sa.Column("reader_ids", Json(list[int]), nullable=False),
    sa.Column("link_hours", sa.Integer, nullable=False),
    sa.Column("retention", Json(Retention), nullable=False),
    sa.Column("shops", Json(dict[int, Retention]), nullable=False),
    sa.CheckConstraint("id = 1", name="single"),
)
