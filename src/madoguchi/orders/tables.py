"""Columns and constraints of orders, parcels and money; an order's lines live and die with it.

Columns stand in the order of the contracts' fields, so that a row is a struct's arguments.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version
from madoguchi.kernel.search import SearchIndex
from madoguchi.orders.contracts import Address, OrderLine, Storage
from madoguchi.orders.rules.finding import terms_as_stored

_UNMATCHED = sa.text("customer_id IS NULL")
_QUIET = sa.text("quiet_at IS NOT NULL")
_SILENT = sa.text("silent_since IS NOT NULL")

# `order` is a word of SQL's own.
order_table = sa.Table(
    "shop_order",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", Id, sa.ForeignKey("customer.id")),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("journey", sa.Text, nullable=False),
    sa.Column("via_warehouse", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("said_state", sa.Text, nullable=False),
    sa.Column("reached", Json(dict[str, datetime]), nullable=False),
    sa.Column("ends_at", Moment),
    sa.Column("placed_at", Moment, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("shipping", sa.BigInteger, nullable=False),
    sa.Column("tax", sa.BigInteger, nullable=False),
    sa.Column("discount", sa.BigInteger, nullable=False),
    sa.Column("paid", sa.BigInteger, nullable=False),
    sa.Column("refunded", sa.BigInteger, nullable=False),
    sa.Column("paid_at", Moment),
    sa.Column("lines", Json(list[OrderLine]), nullable=False),
    sa.Column("address", Json(Address)),
    sa.Column("buyer_id", sa.Text, nullable=False),
    sa.Column("buyer_name", sa.Text, nullable=False),
    sa.Column("buyer_email", sa.Text, nullable=False),
    sa.Column("buyer_phone", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("flag", sa.Text),
    sa.Column("flag_label", sa.Text, nullable=False),
    sa.Column("source_version", sa.BigInteger, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("given_by_hand", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("shop_id", "platform", "external_id"),
    # A customer's orders, the newest first, by keyset.
    sa.Index("ix_shop_order_customer", "customer_id", "placed_at", "id"),
    sa.Index("ix_shop_order_number", "number"),
    # Who might own an order that is nobody's yet.
    sa.Index(
        "ix_shop_order_unmatched",
        "shop_id",
        "buyer_email",
        sqlite_where=_UNMATCHED,
        postgresql_where=_UNMATCHED,
    ),
    sa.Index(
        "ix_shop_order_unmatched_buyer",
        "shop_id",
        "buyer_id",
        sqlite_where=_UNMATCHED,
        postgresql_where=_UNMATCHED,
    ),
    sa.Index(
        "ix_shop_order_unmatched_phone",
        "shop_id",
        "buyer_phone",
        sqlite_where=_UNMATCHED,
        postgresql_where=_UNMATCHED,
    ),
)

payment_table = sa.Table(
    "order_payment",
    metadata,
    primary_key(),
    version(),
    sa.Column("order_id", Id, sa.ForeignKey("shop_order.id"), nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("order_id", "external_id"),
)

refund_table = sa.Table(
    "order_refund",
    metadata,
    primary_key(),
    version(),
    sa.Column("order_id", Id, sa.ForeignKey("shop_order.id"), nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("order_id", "external_id"),
)

parcel_table = sa.Table(
    "parcel",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("carrier", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("order_ids", Json(list[int]), nullable=False),
    sa.Column("weight_g", sa.Integer),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("moved_at", Moment),
    sa.Column("reached", Json(dict[str, datetime]), nullable=False),
    sa.Column("expected_at", Moment),
    sa.Column("quiet_at", Moment),
    sa.Column("silent_since", Moment),
    sa.Column("usual_s", sa.Integer),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("storage", Json(Storage)),
    sa.UniqueConstraint("shop_id", "carrier", "number"),
    sa.Index("ix_parcel_number", "number"),
    sa.Index("ix_parcel_quiet", "quiet_at", sqlite_where=_QUIET, postgresql_where=_QUIET),
    sa.Index(
        "ix_parcel_silent",
        "silent_since",
        "id",
        sqlite_where=_SILENT,
        postgresql_where=_SILENT,
    ),
)

parcel_order_table = sa.Table(
    "parcel_order",
    metadata,
    sa.Column("order_id", Id, sa.ForeignKey("shop_order.id"), primary_key=True),
    sa.Column("parcel_id", Id, sa.ForeignKey("parcel.id"), primary_key=True),
)

movement_table = sa.Table(
    "parcel_movement",
    metadata,
    primary_key(),
    version(),
    sa.Column("parcel_id", Id, sa.ForeignKey("parcel.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    # A digest of what it says: carriers give their messages no names.
    sa.Column("mark", sa.Text, nullable=False),
    sa.UniqueConstraint("parcel_id", "at", "mark"),
)

pace_table = sa.Table(
    "carrier_pace",
    metadata,
    sa.Column("carrier", sa.Text, primary_key=True),
    sa.Column("direction", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),
    # How often a movement followed after which time: see `rules.pace`.
    sa.Column("counts", Json(list[int]), nullable=False),
)

# Up to which movement the pace has been learnt; one row.
pace_place_table = sa.Table(
    "carrier_pace_place",
    metadata,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("movement_id", sa.BigInteger, nullable=False),
)

order_link_table = sa.Table(
    "order_link",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("order_id", Id, sa.ForeignKey("shop_order.id"), nullable=False),
    sa.Column("made_by_kind", sa.Text, nullable=False),
    sa.Column("made_by", sa.BigInteger),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
    sa.Index("ix_order_link_order", "order_id", "id"),
)

_O = order_table.c
# The number and what was ordered. Tracking numbers are looked up in their own table.
order_search = SearchIndex(
    "order_search",
    sa.select(_O.id, _O.number + "\n" + sa.type_coerce(_O.lines, sa.Text)),
    terms_as_stored,
)
