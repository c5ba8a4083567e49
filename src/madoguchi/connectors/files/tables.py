"""Columns and constraints of imports of orders, and of what came of each row."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.connectors.files.contracts import OrderField
from madoguchi.kernel.file_imports import columns_of_progress, columns_of_reading
from madoguchi.kernel.schema import Id, Json, metadata, primary_key, version
from madoguchi.language.sheets import FaultyLine
from madoguchi.orders.contracts import Order

# The columns stand in the order of `contracts.OrderImport`'s fields; blob and line stay inside.
order_import_table = sa.Table(
    "order_import",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("shape", sa.Text, nullable=False),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    *columns_of_reading(),
    sa.Column("mapping", Json(dict[OrderField, int]), nullable=False),
    *columns_of_progress(),
    sa.Index("ix_order_import_shop", "shop_id", "id"),
    sqlite_autoincrement=True,
)

# What came of an order, by the line on which it begins: enough to take it back.
order_import_order_table = sa.Table(
    "order_import_order",
    metadata,
    sa.Column("import_id", Id, sa.ForeignKey("order_import.id"), primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("order_id", sa.BigInteger, nullable=False),
    # The version that the import left; another one has been changed since.
    sa.Column("order_version", sa.Integer, nullable=False),
    # As it was; none where the import made it or it said nothing new.
    sa.Column("before", Json(Order)),
    sa.Column("made", sa.Boolean, nullable=False),
    sa.UniqueConstraint("import_id", "external_id"),
)

order_import_fault_table = sa.Table(
    "order_import_fault",
    metadata,
    sa.Column("import_id", Id, sa.ForeignKey("order_import.id"), primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("fault", Json(FaultyLine), nullable=False),
)
