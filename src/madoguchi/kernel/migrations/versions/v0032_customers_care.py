"""Care for customers' records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Take this step."""
    # Two customers are found to be one person by their address, however either wrote it.
    op.execute("UPDATE customer SET email = lower(email) WHERE email <> lower(email)")
    op.add_column(
        "customer_identity",
        sa.Column("proven", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
