"""Where parcels are stored and for how much; what early notices wait for; pictures of orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_WAITS = sa.text("waits_for IS NOT NULL")


def upgrade() -> None:
    """Take this step."""
    op.add_column("parcel", sa.Column("storage", sa.Text()))
    op.add_column("notice", sa.Column("waits_for", sa.Text()))
    op.create_index(
        "ix_notice_waits_for",
        "notice",
        ["waits_for"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    op.create_table(
        "order_picture",
        sa.Column("address_digest", sa.Text(), nullable=False),
        sa.Column("blob", sa.Text()),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address_digest", name="pk_order_picture"),
    )
    op.create_index("ix_order_picture_fetched", "order_picture", ["fetched_at"])
