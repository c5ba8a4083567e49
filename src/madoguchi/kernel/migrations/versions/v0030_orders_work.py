"""What is done with orders beside a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Take this step."""
    op.add_column(
        "shop_order",
        sa.Column("given_by_hand", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "figure_sale",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("order_id", name="pk_figure_sale"),
    )
    op.create_index("ix_figure_sale_customer", "figure_sale", ["customer_id", "placed_at"])
    op.add_column("figure_fact", sa.Column("customer_id", sa.BigInteger()))
    op.create_index(
        "ix_figure_fact_customer",
        "figure_fact",
        ["customer_id", "day"],
        sqlite_where=sa.text("customer_id IS NOT NULL"),
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
