"""What is done with orders beside a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Take this step."""
    op.add_column(
        "shop_order",
        sa.Column("given_by_hand", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
