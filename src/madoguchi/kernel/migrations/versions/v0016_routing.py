"""Who decided a presence, and what routing still lacked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Take this step. Whoever stands in hang-up takes customers again with their next shift."""
    op.add_column("presence", sa.Column("chosen_by", sa.Text()))
    op.add_column("presence", sa.Column("chosen_at", sa.BigInteger()))
    op.execute(
        "UPDATE presence SET chosen_at = since, chosen_by = CASE"
        " WHEN why = 'hand' THEN 'hand' WHEN chosen = 'available' THEN 'house' ELSE 'shift' END"
    )
    with op.batch_alter_table("presence") as presence:
        presence.alter_column("chosen_by", existing_type=sa.Text(), nullable=False)
        presence.alter_column("chosen_at", existing_type=sa.BigInteger(), nullable=False)
