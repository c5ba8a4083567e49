"""Talking to several on a call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Take this step."""
    op.add_column("phone_call", sa.Column("guests", sa.Text(), server_default="[]", nullable=False))
