"""Each wait is counted by its own standard's target: figures are worked out again from the events.

What was summed up under the old meaning is dropped at once; the rest is forgotten piece by piece.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_tally = sa.table("figure_tally")
_house = sa.table(
    "figure_house", sa.column("batch", sa.BigInteger), sa.column("forgetting", sa.Boolean)
)
_cursor = sa.table(
    "worker_cursor",
    sa.column("name", sa.Text),
    sa.column("transaction_id", sa.BigInteger),
    sa.column("event_id", sa.BigInteger),
)


def upgrade() -> None:
    """Take this step."""
    op.execute(_tally.delete())
    op.execute(_house.update().values(batch=_house.c.batch + 1, forgetting=True))
    op.execute(
        _cursor.update().where(_cursor.c.name == "figures").values(transaction_id=0, event_id=0)
    )
