"""Taking a person out of what platforms have posted, which lies here for replays."""

from __future__ import annotations

import json
from urllib.parse import unquote_plus

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.connectors.connections import bodies
from madoguchi.connectors.connections.tables import connection_table, notice_table
from madoguchi.kernel.keys import DamagedKey
from madoguchi.kernel.transaction import Tx
from madoguchi.language.unnaming import Unnamer

PAGE = 200

_N = notice_table.c
_C = connection_table.c


def forget_notices(tx: Tx, after: int, unnamer: Unnamer) -> int | None:
    """Empty the notices of a page that name a person; returns where to go on, None at the end.

    That one came stays, so that the same is not taken in again. What waits to be worked off is left
    alone: it is the platform's own word, and newer than the erasure.
    """
    rows = tx.execute(
        sa.select(_N.id, _N.body, _N.reason)
        .where(_N.id > after, _N.state != "pending")
        .order_by(_N.id)
        .limit(PAGE)
    ).all()
    for row in rows:
        try:
            body = bodies.opened(tx, row.body)
        except DamagedKey:
            continue  # of another installation's key: nobody reads it any more
        if unnamer.knows(readable(body)):
            reason = row.reason and replace(row.reason, params={})
            tx.execute(
                notice_table.update()
                .where(_N.id == row.id)
                .values(body=bodies.sealed(tx, b""), reason=reason, waits_for=None)
            )
    return rows[-1].id if len(rows) == PAGE else None


def forget_troubles(tx: Tx, unnamer: Unnamer) -> None:
    """Take the names out of what connections last complained of: it quotes what was posted."""
    rows = tx.execute(sa.select(_C.id, _C.trouble).where(_C.trouble.is_not(None))).all()
    for row in rows:
        params = unnamer.fields(dict(row.trouble.params))
        if params != row.trouble.params:
            tx.execute(
                connection_table.update()
                .where(_C.id == row.id)
                .values(trouble=replace(row.trouble, params=params))
            )


def readable(body: bytes) -> str:
    """Return what was posted as it reads: without JSON's or a form's escapes."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return f"{text}\n{unquote_plus(text)}" if "%" in text else text
