"""What a connection has posted, and what waits to be worked off."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Notice, NoticePage, NoticeState
from madoguchi.connectors.connections.queries.connections import connection
from madoguchi.connectors.connections.tables import notice_table
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200
_N = notice_table.c
_FIELDS = Notice.__struct_fields__
_PENDING = Prepared(
    sa.select(_N.id).where(_N.state == "pending").order_by(_N.id).limit(sa.bindparam("most"))
)


def pending(view: View, limit: int) -> list[int]:
    """Return the oldest notices that nobody has worked off, by their ids.

    One prepared statement, so a glance will do for it: see `Store.glance_now`.
    """
    return [notice_id for (notice_id,) in view.run(_PENDING, most=limit)]


def notices(
    view: View,
    connection_id: int,
    *,
    by: Actor,
    state: NoticeState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> NoticePage:
    """Return a page of what a connection has posted, the newest first. Owners only."""
    connection(view, connection_id, by=by)
    limit = max(1, min(limit, LARGEST_PAGE))
    asked = sa.select(*(_N[name] for name in _FIELDS)).where(_N.connection_id == connection_id)
    if state is not None:
        asked = asked.where(_N.state == state)
    if cursor is not None:
        before = read_number(cursor)
        if before is None:
            raise Invalid("list.bad_cursor", field="cursor")
        asked = asked.where(_N.id < before)
    rows = view.execute(asked.order_by(_N.id.desc()).limit(limit + 1)).all()
    items = [_to_notice(row) for row in rows[:limit]]
    return NoticePage(items, str(items[-1].id) if len(rows) > limit else None)


def _to_notice(row: sa.Row[Any]) -> Notice:
    return Notice(**dict(zip(_FIELDS, row, strict=True)))
