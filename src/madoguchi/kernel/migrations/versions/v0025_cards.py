"""What the desk hands out of an order: cards, reminders, credit for a sale."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "order_link",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("made_by_kind", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_order_link_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_order_link"),
    )
    op.create_index("ix_order_link_order", "order_link", ["order_id", "id"])
    op.create_table(
        "sent_card",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_sent_card_order_id"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_sent_card_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sent_card"),
    )
    op.create_index("ix_sent_card_order", "sent_card", ["order_id", "kind"])
    op.create_table(
        "card_rules",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("most", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_card_rules"),
    )
