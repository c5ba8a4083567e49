"""What the counter still lacked: tags that are being taken off their conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Take this step."""
    op.add_column("tag", sa.Column("removed_at", sa.BigInteger()))
