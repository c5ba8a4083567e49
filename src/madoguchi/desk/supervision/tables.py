"""Columns of whispers."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Id, Moment, metadata, primary_key, version

whisper_table = sa.Table(
    "whisper",
    metadata,
    primary_key(),
    version(),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("message_id", Id, sa.ForeignKey("message.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("made_by", sa.BigInteger),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("done_by", sa.BigInteger),
    sa.Column("done_at", Moment),
    sa.Index("ix_whisper_conversation", "conversation_id"),
)
