"""The secret of a webhook before the one in force, until receivers know the new one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Take this step."""
    op.add_column("webhook", sa.Column("old_secret", sa.Text()))
    op.add_column("webhook", sa.Column("old_secret_until", sa.BigInteger()))
