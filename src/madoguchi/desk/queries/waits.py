"""How long a customer must wait, told honestly: from how long others have just waited."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import sqlalchemy as sa

from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.transaction import View

RECENT = timedelta(hours=2)
LOOKED_AT = 200
FEWEST = 3
"""Fewer answers than this say nothing about the next one."""

_C = conversation_table.c


def estimated_wait(view: View, shop_id: int) -> int | None:
    """Return the seconds until a first reply is likely, None where nothing honest can be said.

    The median of the shop's first replies of the last two hours; those still waiting count with
    the wait they have had so far, so that a desk that has fallen behind does not promise its past.
    """
    newest = sa.select(sa.func.max(_C.id)).scalar_subquery()
    rows = view.execute(
        sa.select(_C.created_at, _C.first_reply_at, _C.waiting_since)
        .where(_C.id > newest - LOOKED_AT, _C.shop_id == shop_id, _C.created_at > view.now - RECENT)
        .order_by(_C.id)
    )
    waits = []
    for row in rows:
        if row.first_reply_at is not None:
            waits.append((row.first_reply_at - row.created_at).total_seconds())
        elif row.waiting_since is not None:
            waits.append((view.now - row.waiting_since).total_seconds())
    return None if len(waits) < FEWEST else max(1, round(median(waits)))
