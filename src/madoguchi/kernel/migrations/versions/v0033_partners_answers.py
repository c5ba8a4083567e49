"""Partners' answers by mail; what a conversation has passed on, and which left a request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Take this step."""
    op.add_column(
        "partner", sa.Column("mailed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "partner_request_place",
        sa.Column("dealt_seq", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column("partner_request_place", sa.Column("left_at", sa.BigInteger()))
    # What was dealt with before this step was all that had been said by then.
    op.execute(
        "UPDATE partner_request_place SET dealt_seq = ("
        "SELECT entry_count FROM partner_request WHERE id = partner_request_place.request_id"
        ") WHERE handled_at IS NOT NULL"
    )
    op.add_column("mail", sa.Column("partner_request_id", sa.BigInteger()))
    op.create_index("ix_mail_partner_request", "mail", ["partner_request_id", "id"])
