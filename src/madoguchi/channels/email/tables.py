"""Columns and constraints of mailboxes, how far each was read, and every mail in and out."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.email.contracts.mailboxes import Acknowledgement, OAuth, Server, Trouble
from madoguchi.channels.email.contracts.mails import Contents
from madoguchi.channels.email.rules.outgoing import Letter
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version

# Columns stand in the order of `contracts.mailboxes.Mailbox`; what is sealed stands last.
mailbox_table = sa.Table(
    "mailbox",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("addresses", Json(list[str]), nullable=False),
    sa.Column("imap", Json(Server)),
    sa.Column("folders", Json(list[str]), nullable=False),
    sa.Column("smtp", Json(Server)),
    sa.Column("oauth", Json(OAuth)),
    sa.Column("signed_replies", sa.Boolean, nullable=False),
    sa.Column("trusted_servers", Json(list[str]), nullable=False),
    sa.Column("signatures", Json(dict[str, str]), nullable=False),
    sa.Column("acknowledgement", Json(Acknowledgement), nullable=False),
    sa.Column("since", Moment),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("trouble", Json(Trouble)),
    sa.Column("trouble_at", Moment),
    sa.Column("retry_at", Moment),
    sa.Column("seen_at", Moment),
    sa.Column("created_at", Moment, nullable=False),
    # Sealed with the installation's key.
    sa.Column("secrets", sa.Text, nullable=False),
    # How often an owner has changed it: another number than a watcher's is another mailbox.
    sa.Column("edition", sa.Integer, nullable=False, server_default="0"),
    # Which process watches it, and until when nobody else does; only on the scaled database.
    sa.Column("watched_by", sa.Text),
    sa.Column("watched_until", Moment),
    sqlite_autoincrement=True,
)

# An address belongs to one mailbox: what is sent to it has one place to go.
address_table = sa.Table(
    "mailbox_address",
    metadata,
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("mailbox_id", Id, sa.ForeignKey("mailbox.id"), nullable=False),
    sa.Index("ix_mailbox_address_mailbox", "mailbox_id"),
)

folder_table = sa.Table(
    "mailbox_folder",
    metadata,
    sa.Column("mailbox_id", Id, sa.ForeignKey("mailbox.id"), primary_key=True),
    sa.Column("folder", sa.Text, primary_key=True),
    # Of another validity the server's numbers mean other mails (RFC 9051, 2.3.1.1).
    sa.Column("uidvalidity", sa.BigInteger, primary_key=True),
    sa.Column("last_uid", sa.BigInteger, nullable=False),
)

mail_table = sa.Table(
    "mail",
    metadata,
    primary_key(),
    sa.Column("mailbox_id", sa.BigInteger),
    # Where it was fetched from; none for what we write.
    sa.Column("folder", sa.Text),
    sa.Column("uidvalidity", sa.BigInteger),
    sa.Column("uid", sa.BigInteger),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("blob", sa.Text),
    sa.Column("size", sa.BigInteger, nullable=False),
    # What makes it this mail and no other, however many copies come: see `rules.identity`.
    sa.Column("content_key", sa.Text),
    # The Message-ID that answers name; not unique, for programs repeat theirs.
    sa.Column("identifier", sa.Text),
    sa.Column("sender", sa.Text),
    sa.Column("conversation_id", sa.BigInteger),
    sa.Column("message_id", sa.BigInteger),
    # What a partner is asked, and answers, stands in a request and in no conversation of its own.
    sa.Column("partner_request_id", sa.BigInteger),
    sa.Column("contents", Json(Contents)),
    # What is to be sent, until it is.
    sa.Column("letter", Json(Letter)),
    # Set once the server has been told that it is read.
    sa.Column("marked_at", Moment),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("mailbox_id", "folder", "uidvalidity", "uid"),
    sa.UniqueConstraint("content_key"),
    sa.Index("ix_mail_identifier", "identifier"),
    sa.Index("ix_mail_conversation", "conversation_id", "id"),
    sa.Index("ix_mail_message", "message_id"),
    sa.Index("ix_mail_partner_request", "partner_request_id", "id"),
    sa.Index("ix_mail_mailbox", "mailbox_id", "id"),
    sa.Index("ix_mail_blob", "blob"),
    sa.Index("ix_mail_sender", "sender", "id"),
    sa.Index(
        "ix_mail_unread",
        "state",
        "id",
        sqlite_where=sa.text("state = 'fetched'"),
        postgresql_where=sa.text("state = 'fetched'"),
    ),
    sqlite_autoincrement=True,
)

dead_address_table = sa.Table(
    "dead_address",
    metadata,
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
