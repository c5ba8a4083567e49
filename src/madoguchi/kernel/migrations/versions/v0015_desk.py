"""What the counter still lacked: tags on their way out, and the audit log by kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Take this step."""
    op.add_column("tag", sa.Column("removed_at", sa.BigInteger()))
    deeds = sa.text("by_kind IN ('person', 'token')")
    op.create_index(
        "ix_event_deed", "event", ["kind", "id"], sqlite_where=deeds, postgresql_where=deeds
    )
