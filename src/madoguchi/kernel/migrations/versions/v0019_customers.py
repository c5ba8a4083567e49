"""One profile across channels: addresses, consent, merging, the quality record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.add_column("customer", sa.Column("profile_id", sa.BigInteger()))
    op.add_column("customer", sa.Column("tier", sa.Text()))
    merged = sa.text("profile_id IS NOT NULL")
    op.create_index(
        "ix_customer_profile",
        "customer",
        ["profile_id"],
        sqlite_where=merged,
        postgresql_where=merged,
    )
    op.create_index("ix_customer_identity_name", "customer_identity", ["channel", "external_id"])
    _profiles()
    _merges()
    _requests()
    _imports()


def _profiles() -> None:
    op.create_table(
        "customer_address",
        *_of_customer("customer_address"),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("postal_code", sa.Text()),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_address_customer", "customer_address", ["customer_id", "id"])
    op.create_table(
        "customer_consent",
        *_of_customer("customer_consent"),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.BigInteger()),
        sa.Column("withdrawn_at", sa.BigInteger()),
        sa.Column("withdrawn_channel", sa.Text()),
        sa.Column("withdrawn_noted_by", sa.BigInteger()),
    )
    op.create_index("ix_customer_consent_customer", "customer_consent", ["customer_id", "id"])
    op.create_table(
        "customer_incident",
        *_of_customer("customer_incident"),
        sa.Column("conversation_id", sa.BigInteger()),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("by_name", sa.Text(), nullable=False),
    )
    op.create_index("ix_customer_incident_customer", "customer_incident", ["customer_id", "id"])


def _merges() -> None:
    op.create_table(
        "customer_merge",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("profile_id", ID, nullable=False),
        sa.Column("moves", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["customer.id"], name="fk_customer_merge_profile_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merge"),
    )
    op.create_index("ix_customer_merge_profile", "customer_merge", ["profile_id", "id"])
    op.create_table(
        "customer_apart",
        sa.Column("first_id", ID, nullable=False),
        sa.Column("second_id", ID, nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["customer.id"], name="fk_customer_apart_first_id"),
        sa.ForeignKeyConstraint(["second_id"], ["customer.id"], name="fk_customer_apart_second_id"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_customer_apart"),
    )
    op.create_index("ix_customer_apart_second", "customer_apart", ["second_id"])


def _requests() -> None:
    op.create_table(
        "person_request",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_ids", sa.Text(), nullable=False),
        sa.Column("shop_ids", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("blob", sa.Text()),
        sa.Column("names", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_person_request"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_person_request_customer", "person_request", ["customer_id", "id"])
    op.create_table(
        "kept_record",
        sa.Column("record_class", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_class", "kind", "target_id", name="pk_kept_record"),
    )
    op.create_index("ix_kept_record_until", "kept_record", ["until"])


def _imports() -> None:
    op.create_table(
        "customer_import",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_customer_import"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_import_shop", "customer_import", ["shop_id", "id"])
    op.create_table(
        "customer_import_row",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.BigInteger()),
        sa.Column("taken", sa.Text()),
        sa.Column("fault", sa.Text()),
        sa.ForeignKeyConstraint(
            ["import_id"], ["customer_import.id"], name="fk_customer_import_row_import_id"
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_customer_import_row"),
    )
    op.create_index("ix_customer_import_row_customer", "customer_import_row", ["customer_id"])


def _of_customer(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Return what begins every table of things that a customer has."""
    return (
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=f"fk_{table}_customer_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
