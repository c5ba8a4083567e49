"""Columns and constraints of customers and the names channels know them by."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.customers.contracts import Page
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version
from madoguchi.kernel.search import SearchIndex
from madoguchi.language.bigrams import index_terms

# The columns stand in the order of `contracts.Customer`'s fields: a row is its arguments.
customer_table = sa.Table(
    "customer",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("locale", sa.Text),
    sa.Column("zone", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("external_id", sa.Text),
    sa.Column("tags", Json(list[str]), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("page", Json(Page)),
    sa.Column("blocked_at", Moment),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("conversation_count", sa.Integer, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_seen_at", Moment),
    # Since when mail to `email` comes back for good.
    sa.Column("email_dead_at", Moment),
    sa.Index("ix_customer_shop", "shop_id", "id"),
    sa.Index("ix_customer_email", "email"),
)

identity_table = sa.Table(
    "customer_identity",
    metadata,
    sa.Column("shop_id", sa.BigInteger, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Index("ix_customer_identity_customer", "customer_id"),
)

_C = customer_table.c
# What somebody is looked up by; `rules.looked_up_by` says the same of a struct.
customer_search = SearchIndex(
    "customer_search",
    sa.select(
        _C.id,
        _C.name
        + "\n"
        + sa.func.coalesce(_C.email, "")
        + "\n"
        + sa.func.coalesce(_C.phone, "")
        + "\n"
        + sa.func.coalesce(_C.external_id, ""),
    ),
    index_terms,
)
