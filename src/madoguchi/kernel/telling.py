"""What the feed tells of one type of entity: the rest never leaves the database."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.feed import Position, StoredChange
from madoguchi.kernel.prepared import Prepared

_PAGE_END = Prepared(
    sa.text(
        "SELECT 0, id, number FROM (SELECT id, row_number() OVER (ORDER BY id) AS number"
        " FROM event WHERE id > :id ORDER BY id LIMIT :limit) ORDER BY number DESC LIMIT 1"
    ),
    postgresql=sa.text(
        "SELECT transaction_id, id, number FROM (SELECT transaction_id, id,"
        " row_number() OVER (ORDER BY transaction_id, id) AS number FROM event"
        " WHERE (transaction_id, id) > (:transaction_id, :id) AND transaction_id <"
        " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        " ORDER BY transaction_id, id LIMIT :limit) AS page ORDER BY number DESC LIMIT 1"
    ),
)
_TELLING = Prepared(
    sa.text(
        "SELECT 0, id, changes FROM event WHERE id > :id AND id <= :last_id"
        " AND instr(changes, :sign) > 0 ORDER BY id LIMIT :limit"
    ),
    postgresql=sa.text(
        "SELECT transaction_id, id, changes FROM event"
        " WHERE (transaction_id, id) > (:transaction_id, :id)"
        " AND (transaction_id, id) <= (:last_transaction_id, :last_id)"
        " AND strpos(changes, :sign) > 0 ORDER BY transaction_id, id LIMIT :limit"
    ),
)

_decode = msgspec.json.Decoder(list[StoredChange]).decode


class Telling(NamedTuple):
    """What a page of the feed tells of one type of entity; `until` is where the page ends."""

    ids: set[int]
    until: Position
    full: bool


def telling_of(
    connection: sa.Connection, kind: str, after: Position, *, events: int, telling: int
) -> Telling | None:
    """Return of which entities of a type the next events tell, None where there are no events.

    At most `events`, and as many of them as `telling` tell of the type: what tells of others is
    never brought here. `full` where one of the two was reached, and there may be more.
    """
    values = {"transaction_id": after.transaction_id, "id": after.id}
    ends = _PAGE_END.run(connection, {**values, "limit": events})
    if not ends:
        return None
    ((transaction_id, last_id, number),) = ends
    until, full = Position(transaction_id, last_id), number == events
    last = {"last_transaction_id": until.transaction_id, "last_id": until.id}
    sign = f'"type":"{kind}"'
    rows = _TELLING.run(connection, {**values, **last, "sign": sign, "limit": telling})
    if len(rows) == telling:
        until, full = Position(rows[-1][0], rows[-1][1]), True
    ids = {
        change.id
        for _, _, changes in rows
        for change in _decode(changes)
        if change.type == kind and change.value is not None
    }
    return Telling(ids, until, full)
