"""Orders, parcels and their journeys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    _orders()
    _money()
    _parcels()


def _orders() -> None:
    op.create_table(
        "shop_order",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", ID),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("journey", sa.Text(), nullable=False),
        sa.Column("via_warehouse", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("said_state", sa.Text(), nullable=False),
        sa.Column("reached", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.BigInteger()),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("shipping", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.BigInteger()),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("buyer_id", sa.Text(), nullable=False),
        sa.Column("buyer_name", sa.Text(), nullable=False),
        sa.Column("buyer_email", sa.Text(), nullable=False),
        sa.Column("buyer_phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text()),
        sa.Column("flag_label", sa.Text(), nullable=False),
        sa.Column("source_version", sa.BigInteger(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_shop_order_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shop_order"),
        sa.UniqueConstraint(
            "shop_id", "platform", "external_id", name="uq_shop_order_shop_id_platform_external_id"
        ),
    )
    op.create_index("ix_shop_order_customer", "shop_order", ["customer_id", "placed_at", "id"])
    op.create_index("ix_shop_order_number", "shop_order", ["number"])
    unmatched = sa.text("customer_id IS NULL")
    for name, columns in (
        ("ix_shop_order_unmatched", ["shop_id", "buyer_email"]),
        ("ix_shop_order_unmatched_buyer", ["shop_id", "buyer_id"]),
        ("ix_shop_order_unmatched_phone", ["shop_id", "buyer_phone"]),
    ):
        op.create_index(
            name, "shop_order", columns, sqlite_where=unmatched, postgresql_where=unmatched
        )
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS order_search USING fts5(terms, content='', "
            "columnsize=0, tokenize='ascii', prefix='1')"
        )
    if dialect == "postgresql":
        op.execute(
            "CREATE TABLE IF NOT EXISTS order_search (id bigint PRIMARY KEY, terms tsvector"
            " NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_order_search_terms ON order_search"
            " USING gin (terms, (ARRAY[id / 8192]))"
        )


def _money() -> None:
    for name, words in (("order_payment", "method"), ("order_refund", "reason")):
        op.create_table(
            name,
            sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("order_id", ID, nullable=False),
            sa.Column("external_id", sa.Text(), nullable=False),
            sa.Column("amount", sa.BigInteger(), nullable=False),
            sa.Column("currency", sa.Text(), nullable=False),
            sa.Column(words, sa.Text(), nullable=False),
            sa.Column("at", sa.BigInteger(), nullable=False),
            sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=f"fk_{name}_order_id"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
            sa.UniqueConstraint("order_id", "external_id", name=f"uq_{name}_order_id_external_id"),
        )


def _parcels() -> None:
    op.create_table(
        "parcel",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("order_ids", sa.Text(), nullable=False),
        sa.Column("weight_g", sa.Integer()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.BigInteger()),
        sa.Column("reached", sa.Text(), nullable=False),
        sa.Column("expected_at", sa.BigInteger()),
        sa.Column("quiet_at", sa.BigInteger()),
        sa.Column("silent_since", sa.BigInteger()),
        sa.Column("usual_s", sa.Integer()),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parcel"),
        sa.UniqueConstraint(
            "shop_id", "carrier", "number", name="uq_parcel_shop_id_carrier_number"
        ),
    )
    op.create_index("ix_parcel_number", "parcel", ["number"])
    quiet, silent = sa.text("quiet_at IS NOT NULL"), sa.text("silent_since IS NOT NULL")
    op.create_index(
        "ix_parcel_quiet", "parcel", ["quiet_at"], sqlite_where=quiet, postgresql_where=quiet
    )
    op.create_index(
        "ix_parcel_silent",
        "parcel",
        ["silent_since", "id"],
        sqlite_where=silent,
        postgresql_where=silent,
    )
    op.create_table(
        "parcel_order",
        sa.Column("order_id", ID, nullable=False),
        sa.Column("parcel_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_parcel_order_order_id"),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name="fk_parcel_order_parcel_id"),
        sa.PrimaryKeyConstraint("order_id", "parcel_id", name="pk_parcel_order"),
    )
    op.create_table(
        "parcel_movement",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parcel_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name="fk_parcel_movement_parcel_id"),
        sa.PrimaryKeyConstraint("id", name="pk_parcel_movement"),
        sa.UniqueConstraint("parcel_id", "at", "mark", name="uq_parcel_movement_parcel_id_at_mark"),
    )
    op.create_table(
        "carrier_pace",
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("carrier", "direction", "status", name="pk_carrier_pace"),
    )
    op.create_table(
        "carrier_pace_place",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_pace_place"),
    )
