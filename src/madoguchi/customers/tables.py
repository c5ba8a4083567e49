"""Columns and constraints of customers, the names channels know them by, and their profiles.

`customer` and `customer_identity` are on the way of every message; whatever only the profile needs
has a table of its own. Columns stand in the order of the contracts' fields: a row is its arguments.
"""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.customers.contracts import Move, Page
from madoguchi.customers.contracts.imports import ImportField, Taken
from madoguchi.kernel.file_imports import columns_of_progress, columns_of_reading
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version
from madoguchi.kernel.search import SearchIndex
from madoguchi.language.bigrams import index_terms
from madoguchi.language.sheets import FaultyLine

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
    # Under whose profile they stand; see docs/decisions/0012.
    sa.Column("profile_id", sa.BigInteger),
    sa.Column("tier", sa.Text),
    sa.Column("erased_at", Moment),
    sa.Index("ix_customer_shop", "shop_id", "id"),
    sa.Index("ix_customer_email", "email"),
    sa.Index(
        "ix_customer_profile",
        "profile_id",
        sqlite_where=sa.text("profile_id IS NOT NULL"),
        postgresql_where=sa.text("profile_id IS NOT NULL"),
    ),
)

identity_table = sa.Table(
    "customer_identity",
    metadata,
    sa.Column("shop_id", sa.BigInteger, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    # Whether the channel or staff have seen that it is theirs: a mail can bear any address.
    sa.Column("proven", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Index("ix_customer_identity_customer", "customer_id"),
    # Whoever else has the same name, in whatever shop.
    sa.Index("ix_customer_identity_name", "channel", "external_id"),
)

address_table = sa.Table(
    "customer_address",
    metadata,
    primary_key(),
    version(),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("phone", sa.Text),
    sa.Column("postal_code", sa.Text),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("city", sa.Text, nullable=False),
    sa.Column("district", sa.Text, nullable=False),
    sa.Column("lines", Json(list[str]), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("preferred", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Index("ix_customer_address_customer", "customer_id", "id"),
    sqlite_autoincrement=True,
)

consent_table = sa.Table(
    "customer_consent",
    metadata,
    primary_key(),
    version(),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("given_at", Moment, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("noted_by", sa.BigInteger),
    sa.Column("withdrawn_at", Moment),
    sa.Column("withdrawn_channel", sa.Text),
    sa.Column("withdrawn_noted_by", sa.BigInteger),
    sa.Index("ix_customer_consent_customer", "customer_id", "id"),
)

incident_table = sa.Table(
    "customer_incident",
    metadata,
    primary_key(),
    version(),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("conversation_id", sa.BigInteger),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("done", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by_id", sa.BigInteger),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Index("ix_customer_incident_customer", "customer_id", "id"),
)

merge_table = sa.Table(
    "customer_merge",
    metadata,
    primary_key(),
    version(),
    sa.Column("profile_id", Id, sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("moves", Json(list[Move]), nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("by_id", sa.BigInteger),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("undone_at", Moment),
    sa.Column("undone_by", sa.BigInteger),
    sa.Index("ix_customer_merge_profile", "profile_id", "id"),
)

# The columns stand in the order of `contracts.imports.Import`'s fields; the blob stays inside.
import_table = sa.Table(
    "customer_import",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    *columns_of_reading(),
    sa.Column("mapping", Json(dict[ImportField, int]), nullable=False),
    *columns_of_progress(),
    sa.Index("ix_customer_import_shop", "shop_id", "id"),
    sqlite_autoincrement=True,
)

# What came of each row: what it changed, so that it can be taken back, or what is wrong with it.
import_row_table = sa.Table(
    "customer_import_row",
    metadata,
    sa.Column("import_id", Id, sa.ForeignKey("customer_import.id"), primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.BigInteger),
    sa.Column("taken", Json(Taken)),
    sa.Column("fault", Json(FaultyLine)),
    sa.Index("ix_customer_import_row_customer", "customer_id"),
)

# Two customers of whom somebody has said that they are not one person; the smaller id first.
apart_table = sa.Table(
    "customer_apart",
    metadata,
    sa.Column("first_id", Id, sa.ForeignKey("customer.id"), primary_key=True),
    sa.Column("second_id", Id, sa.ForeignKey("customer.id"), primary_key=True),
    sa.Column("by_id", sa.BigInteger),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_customer_apart_second", "second_id"),
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
