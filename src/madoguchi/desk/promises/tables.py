"""Columns and constraints of promises, in the order of the contract's fields."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Id, Moment, metadata, primary_key, version

_OWED = sa.text("state IN ('open', 'broken')")

promise_table = sa.Table(
    "promise",
    metadata,
    primary_key(),
    version(),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", sa.BigInteger, nullable=False),
    sa.Column("message_seq", sa.Integer),
    sa.Column("owner_id", sa.BigInteger),
    sa.Column("team_id", sa.BigInteger),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("made_by", sa.BigInteger),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("broken_at", Moment),
    sa.Column("kept_at", Moment),
    sa.Column("kept_by", sa.BigInteger),
    sa.Column("kept_seq", sa.Integer),
    sa.Column("withdrawn_at", Moment),
    sa.Column("reason", sa.Text, nullable=False),
    # The clock that counts down to it.
    sa.Column("clock_id", sa.BigInteger, nullable=False),
    sa.Index("ix_promise_conversation", "conversation_id", "id"),
    sa.Index("ix_promise_customer", "customer_id", "id"),
    # The views, each by keyset in the order in which they fall due.
    sa.Index("ix_promise_due", "state", "due_at", "id"),
    sa.Index("ix_promise_owner", "owner_id", "state", "due_at", "id"),
    sa.Index("ix_promise_owed", "conversation_id", sqlite_where=_OWED, postgresql_where=_OWED),
    sqlite_autoincrement=True,
)
