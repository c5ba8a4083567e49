"""Columns and constraints of the cards sent, and of what each shop allows."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Id, Moment, metadata, primary_key, version

sent_card_table = sa.Table(
    "sent_card",
    metadata,
    primary_key(),
    sa.Column("order_id", Id, sa.ForeignKey("shop_order.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("message_id", Id, sa.ForeignKey("message.id"), nullable=False),
    sa.Column("sent_at", Moment, nullable=False),
    sa.Index("ix_sent_card_order", "order_id", "kind"),
)

card_rules_table = sa.Table(
    "card_rules",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    version(),
    sa.Column("most", sa.SmallInteger, nullable=False),
    sa.Column("quiet_from", sa.SmallInteger, nullable=False),
    sa.Column("quiet_until", sa.SmallInteger, nullable=False),
)
