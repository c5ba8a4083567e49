"""A company's name may change, and its entity has a version as every other has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Take this step."""
    version = sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    op.add_column("organisation", version)
