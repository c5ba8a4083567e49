"""Customers and the names channels know them by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "customer",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text()),
        sa.Column("zone", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.Text()),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("page", sa.Text()),
        sa.Column("blocked_at", sa.BigInteger()),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("conversation_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
    )
    op.create_index("ix_customer_email", "customer", ["email"])
    op.create_index("ix_customer_shop", "customer", ["shop_id", "id"])
    op.create_table(
        "customer_identity",
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_customer_identity_customer_id"
        ),
        sa.PrimaryKeyConstraint("shop_id", "channel", "external_id", name="pk_customer_identity"),
    )
    op.create_index("ix_customer_identity_customer", "customer_identity", ["customer_id"])
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS customer_search USING fts5(terms, content='', "
            "columnsize=0, tokenize='ascii', prefix='1')"
        )
    if dialect == "postgresql":
        op.execute(
            "CREATE TABLE IF NOT EXISTS customer_search (id bigint PRIMARY KEY, terms tsvector"
            " NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_customer_search_terms ON customer_search"
            " USING gin (terms)"
        )
