"""Making, changing and removing connections. Owners only."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.connectors.connections.adapter import Adapter
from madoguchi.connectors.connections.contracts import (
    CatchUp,
    Connection,
    ConnectionChanges,
    ConnectionDraft,
)
from madoguchi.connectors.connections.queries.connections import SECRET_PURPOSE, to_connection
from madoguchi.connectors.connections.rules import fields
from madoguchi.connectors.connections.tables import connection_table, notice_table
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.operations import access
from madoguchi.people.rules.roles import owner_only

_NOBODY = 0
"""Who sees these events in the feed when no person caused them; owners read the audit log."""
_C = connection_table.c


def make_connection(
    tx: Tx, draft: ConnectionDraft, adapter: Adapter, keyring: Keyring, *, by: Actor
) -> Connection:
    """Connect a shop to a platform or carrier; secrets are sealed. Owners only."""
    owner_only(by)
    access.check_reach(tx, [draft.shop_id], ())
    settings, secrets = fields.parted(adapter.settings, draft.settings, {})
    _check_alone(tx, draft.shop_id, adapter)
    asked = "polling" in adapter.capabilities
    row = tx.execute(
        connection_table.insert()
        .values(
            version=1,
            shop_id=draft.shop_id,
            kind=adapter.kind,
            name=fields.check_name(draft.name, adapter.kind),
            settings=settings,
            active=True,
            created_at=tx.now,
            secrets="",
            catch_up=CatchUp(since=tx.now, due_at=tx.now) if asked else None,
            fetch_at=tx.now if asked else None,
        )
        .returning(*connection_table.columns)
    ).one()
    _seal(tx, row.id, secrets, keyring)
    made = to_connection(row)
    record(tx, "connection_made", made, by)
    return made


def change_connection(
    tx: Tx,
    connection_id: int,
    changes: ConnectionChanges,
    adapter: Adapter,
    keyring: Keyring,
    *,
    by: Actor,
) -> Connection:
    """Change what is given and leave the rest. Owners only."""
    owner_only(by)
    row = locked(tx, connection_id)
    before = to_connection(row)
    values: dict[str, object] = {}
    if isinstance(changes.name, str):
        values["name"] = fields.check_name(changes.name, before.kind)
    if isinstance(changes.active, bool):
        values["active"] = changes.active
        if changes.active and not before.active:
            _check_alone(tx, before.shop_id, adapter)
    if isinstance(changes.settings, dict):
        try:
            known = {**before.settings, **opened(row, keyring)}
        except DamagedKey:
            # Those sealed with a key that is gone are asked for anew.
            known = before.settings
        settings, secrets = fields.parted(adapter.settings, changes.settings, known)
        values["settings"] = settings
        # What was wrong may be right now; the next look tells.
        values |= {"trouble": None, "trouble_at": None}
        if row.catch_up is not None or row.backfill is not None:
            values |= {"fetch_at": tx.now, **_at_once(row, tx)}
        _seal(tx, connection_id, secrets, keyring)
    changed = tx.execute(
        connection_table.update()
        .where(_C.id == connection_id)
        .values(version=_C.version + 1, **values)
        .returning(*connection_table.columns)
    ).one()
    after = to_connection(changed)
    record(tx, "connection_changed", after, by)
    return after


def remove_connection(tx: Tx, connection_id: int, *, by: Actor) -> None:
    """Remove a connection and what it has posted; the orders that came by it stay. Owners only."""
    owner_only(by)
    gone = to_connection(locked(tx, connection_id))
    tx.execute(notice_table.delete().where(notice_table.c.connection_id == connection_id))
    tx.execute(connection_table.delete().where(_C.id == connection_id))
    record(tx, "connection_removed", gone, by, gone=True)


def _check_alone(tx: Tx, shop_id: int, adapter: Adapter) -> None:
    """Refuse a second account of one platform in a shop: both may number their orders alike."""
    if "backfill" not in adapter.capabilities:
        return
    there = sa.select(_C.id).where(_C.shop_id == shop_id, _C.kind == adapter.kind, _C.active)
    if tx.execute(there.limit(1)).first() is not None:
        raise Conflict("connection.shop_has_one", field="kind", kind=adapter.kind)


def _at_once(row: sa.Row[Any], tx: Tx) -> dict[str, object]:
    """Return what makes a fetching that waits after a failure try again now."""
    values: dict[str, object] = {}
    if row.backfill is not None and row.backfill.failures:
        values["backfill"] = msgspec.structs.replace(row.backfill, not_before=None)
    if row.catch_up is not None and row.catch_up.failures:
        values["catch_up"] = msgspec.structs.replace(row.catch_up, due_at=tx.now)
    return values


def opened(row: sa.Row[Any], keyring: Keyring) -> dict[str, str]:
    """Return a connection's secret settings. Raises `DamagedKey`."""
    sealed = keyring.unseal(SECRET_PURPOSE, row.secrets, belongs_to=str(row.id))
    return msgspec.json.decode(sealed, type=dict[str, str])


def _seal(tx: Tx, connection_id: int, secrets: dict[str, str], keyring: Keyring) -> None:
    text = msgspec.json.encode(secrets).decode()
    sealed = keyring.seal(SECRET_PURPOSE, text, belongs_to=str(connection_id))
    tx.execute(connection_table.update().where(_C.id == connection_id).values(secrets=sealed))


def locked(tx: Tx, connection_id: int) -> sa.Row[Any]:
    """Return a connection's row, which nobody else changes until the commit. Raises `NotFound`."""
    row = tx.execute(
        sa.select(connection_table).where(_C.id == connection_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound("connection.not_found")
    return row


def record(tx: Tx, kind: str, connection: Connection, by: Actor, *, gone: bool = False) -> None:
    """Tell what somebody did to a connection, for themself and the log."""
    change = Change(
        "connection", connection.id, connection.version + gone, None if gone else connection
    )
    tx.record(NewEvent(kind, by.doer, [change], person_id=by.person_id or _NOBODY))
