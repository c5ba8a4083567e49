"""Connections to shops and carriers, and what they sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "connection",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("backfill", sa.Text()),
        sa.Column("trouble", sa.Text()),
        sa.Column("trouble_at", sa.BigInteger()),
        sa.Column("heard_at", sa.BigInteger()),
        sa.Column("caught_up_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("catch_up", sa.Text()),
        sa.Column("fetch_at", sa.BigInteger()),
        sa.Column("held_by", sa.Text()),
        sa.Column("held_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_connection"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("connection_id", ID, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("worked_at", sa.BigInteger()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name="fk_notice_connection_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("connection_id", "event_id", name="uq_notice_connection_id_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_state", "notice", ["state", "id"])
    op.create_index("ix_notice_connection", "notice", ["connection_id", "id"])
    _order_imports()


def _order_imports() -> None:
    op.create_table(
        "order_import",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("delimiter", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("blob", sa.Text()),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_order_import"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_order_import_shop", "order_import", ["shop_id", "id"])
    op.create_table(
        "order_import_order",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["order_import.id"], name="fk_order_import_order_import_id"
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_order_import_order"),
        sa.UniqueConstraint(
            "import_id", "external_id", name="uq_order_import_order_import_id_external_id"
        ),
    )
    op.create_table(
        "order_import_fault",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["order_import.id"], name="fk_order_import_fault_import_id"
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_order_import_fault"),
    )
