"""What supervisors see of calls: who listens, figures by country, callbacks owed in time, waves."""

from __future__ import annotations

import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_CALLBACK = {
    "subject": "callback",
    "target": {"type": "within", "seconds": 1_800},
    "basis": "shop",
    "moments": [
        {"percent": 50, "actions": ["tell_agent"]},
        {"percent": 80, "actions": ["tell_agent", "raise_priority"]},
        {"percent": 100, "actions": ["tell_supervisor"]},
    ],
}
"""The standard that ships; from then on it is the desk's own to change."""

_standard = sa.table(
    "standard",
    sa.column("version", sa.Integer),
    sa.column("place_key", sa.Text),
    sa.column("standard", sa.Text),
    sa.column("off", sa.Boolean),
    sa.column("changed_at", sa.BigInteger),
)
_book = sa.table("clock_book", sa.column("edition", sa.Text))


def upgrade() -> None:
    """Take this step."""
    for column in (
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("ring_target_ms", sa.Integer()),
        sa.Column("callback_due_at", sa.BigInteger()),
        sa.Column("supervisors", sa.Text(), server_default="[]", nullable=False),
    ):
        op.add_column("phone_call", column)
    op.execute(
        "UPDATE phone_call SET country ="
        " (SELECT country FROM phone_line WHERE phone_line.id = phone_call.line_id)"
    )
    op.add_column("phone_recording", sa.Column("peaks", sa.Text()))
    op.add_column(
        "conversation",
        sa.Column("on_call", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    for table in ("figure_fact", "figure_tally"):
        op.add_column(table, sa.Column("country", sa.Text()))
    op.bulk_insert(
        _standard,
        [
            {
                "version": 1,
                "place_key": "callback||||",
                "standard": json.dumps(_CALLBACK),
                "off": False,
                "changed_at": 0,
            }
        ],
    )
    # Whoever knows the standards by heart reads them again.
    op.execute(_book.update().values(edition=secrets.token_hex(16)))
