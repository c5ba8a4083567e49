"""How often a mailbox was changed by its owners, so that whoever watches it never misses it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Take this step."""
    op.add_column("mailbox", sa.Column("edition", sa.Integer(), nullable=False, server_default="0"))
