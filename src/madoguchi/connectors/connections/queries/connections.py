"""Connections as owners see them, and as the door that takes notices needs them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Connection, Health
from madoguchi.connectors.connections.tables import connection_table, notice_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only

SECRET_PURPOSE = "connection secrets"  # noqa: S105

_C = connection_table.c
_N = notice_table.c
_FIELDS = Connection.__struct_fields__
_EDITION = Prepared(sa.select(_C.version).where(_C.id == sa.bindparam("id"), _C.active))


class Door(msgspec.Struct, frozen=True):
    """What is needed to let a notice in."""

    connection: Connection
    secrets: dict[str, str]


def to_connection(row: sa.Row[Any]) -> Connection:
    """Turn a row of `connection_table` into its struct, without its secrets."""
    return Connection(**dict(zip(_FIELDS, row, strict=False)))


def connections(view: View, *, by: Actor) -> list[Connection]:
    """Return all connections, oldest first. Owners only."""
    owner_only(by)
    return [to_connection(row) for row in view.execute(sa.select(connection_table).order_by(_C.id))]


def connection(view: View, connection_id: int, *, by: Actor) -> Connection:
    """Return one connection. Owners only. Raises `NotFound`."""
    owner_only(by)
    row = view.execute(sa.select(connection_table).where(_C.id == connection_id)).first()
    if row is None:
        raise NotFound("connection.not_found")
    return to_connection(row)


def edition(view: View, connection_id: int) -> int | None:
    """Return the version of a connection that takes notices, None where there is none.

    One prepared statement, so a glance will do for it: see `Store.glance_now`.
    """
    found = view.run(_EDITION, id=connection_id)
    return int(found[0][0]) if found else None


def door(view: View, connection_id: int, keyring: Keyring) -> Door | None:
    """Return a connection with its secrets, None where there is none that takes notices."""
    row = view.execute(sa.select(connection_table).where(_C.id == connection_id, _C.active)).first()
    if row is None:
        return None
    sealed = keyring.unseal(SECRET_PURPOSE, row.secrets, belongs_to=str(row.id))
    return Door(to_connection(row), msgspec.json.decode(sealed, type=dict[str, str]))


def health(view: View, *, by: Actor) -> list[Health]:
    """Say of each connection how it is doing. Owners only."""
    owner_only(by)
    counted = view.execute(
        sa.select(
            _N.connection_id,
            _N.state,
            sa.func.count().label("many"),
            sa.func.min(_N.received_at).label("oldest"),
        )
        .where(_N.state.in_(("pending", "failed")))
        .group_by(_N.connection_id, _N.state)
    )
    waiting: dict[tuple[int, str], tuple[int, datetime]] = {
        (row.connection_id, row.state): (row.many, row.oldest) for row in counted
    }
    lately = view.execute(
        sa.select(_N.connection_id, sa.func.count().label("many"))
        .where(_N.state == "done", _N.received_at > view.now - timedelta(days=1))
        .group_by(_N.connection_id)
    )
    done: dict[int, int] = {row.connection_id: row.many for row in lately}
    found = []
    for each in connections(view, by=by):
        pending, oldest = waiting.get((each.id, "pending"), (0, None))
        failed, _ = waiting.get((each.id, "failed"), (0, None))
        found.append(
            Health(
                connection=each,
                pending=pending,
                failed=failed,
                oldest_pending_at=oldest,
                done_today=done.get(each.id, 0),
            )
        )
    return found
