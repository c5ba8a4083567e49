"""A choice card that somebody has begun is part of their draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Take this step."""
    op.add_column("draft", sa.Column("choices", sa.Text(), server_default="[]", nullable=False))
