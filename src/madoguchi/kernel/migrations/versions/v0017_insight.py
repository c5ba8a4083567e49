"""Figures are forgotten piece by piece, a breach is known by its instant too.

What was moved to another instant has not run out.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

AT_ONCE = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_clock = sa.table(
    "clock",
    sa.column("breached_at", sa.BigInteger),
    sa.column("due_at", sa.BigInteger),
    sa.column("deadline", sa.BigInteger),
)
_fact = sa.table(
    "figure_fact",
    sa.column("kind", sa.Text),
    sa.column("one", sa.BigInteger),
    sa.column("two", sa.BigInteger),
    sa.column("three", sa.BigInteger),
    sa.column("fact", sa.Text),
)


def upgrade() -> None:
    """Take this step."""
    op.add_column(
        "figure_house",
        sa.Column("forgetting", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(
        _clock.update()
        .where(_clock.c.deadline.is_not(None), _clock.c.due_at > _clock.c.breached_at)
        .values(breached_at=None)
    )
    connection, columns = op.get_bind(), _fact.c
    breaches = sa.select(columns.one, columns.two, columns.fact).where(
        columns.kind == "breach", columns.three == 0
    )
    while rows := connection.execute(breaches.limit(AT_ONCE)).all():
        for row in rows:
            at = datetime.fromisoformat(json.loads(row.fact)["at"])
            connection.execute(
                _fact.update()
                .where(
                    columns.kind == "breach",
                    columns.one == row.one,
                    columns.two == row.two,
                    columns.three == 0,
                )
                .values(three=(at - _EPOCH) // timedelta(microseconds=1))
            )
