"""Starting and stopping the fetching of a platform's past. Owners only."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.connectors.connections.adapter import Adapter
from madoguchi.connectors.connections.contracts import (
    Backfill,
    BackfillDraft,
    CatchUp,
    Connection,
)
from madoguchi.connectors.connections.operations import connections
from madoguchi.connectors.connections.queries.connections import to_connection
from madoguchi.connectors.connections.rules import fetching as rules
from madoguchi.connectors.connections.tables import connection_table
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only

_C = connection_table.c


def start_backfill(
    tx: Tx,
    connection_id: int,
    draft: BackfillDraft,
    adapter: Adapter,
    keyring: Keyring,
    *,
    by: Actor,
) -> Connection:
    """Fetch what has changed since; without `since` a stopped one goes on. Owners only.

    Raises `Invalid` where the platform cannot be asked, or a setting for it is missing, and
    `Conflict` where it runs already.
    """
    owner_only(by)
    row = connections.locked(tx, connection_id)
    before = to_connection(row)
    if "backfill" not in adapter.capabilities:
        raise Invalid("connection.no_past", kind=adapter.kind)
    known = {**before.settings, **connections.opened(row, keyring)}
    for setting in adapter.settings:
        if setting.enables == "backfill" and setting.name not in known:
            name = setting.name
            raise Invalid("connection.setting_missing", field=f"settings.{name}", name=name)
    if not before.active:
        raise Conflict("connection.rests")
    if before.backfill is not None and before.backfill.state == "running":
        raise Conflict("connection.backfill_runs")
    if draft.since is None:
        if before.backfill is None or before.backfill.state != "stopped":
            raise Invalid("connection.no_since", field="since")
        backfill = replace(before.backfill, state="running", not_before=None, ended_at=None)
    else:
        if draft.since > tx.now:
            raise Invalid("connection.since_ahead", field="since")
        backfill = Backfill(since=draft.since, began_by=by.person_id, began_at=tx.now)
    catch_up = row.catch_up or CatchUp(since=tx.now, due_at=tx.now + rules.RECONCILED)
    changed = tx.execute(
        connection_table.update()
        .where(_C.id == connection_id)
        .values(
            version=_C.version + 1,
            backfill=backfill,
            catch_up=catch_up,
            fetch_at=rules.next_at(backfill, catch_up, tx.now),
        )
        .returning(*connection_table.columns)
    ).one()
    after = to_connection(changed)
    connections.record(tx, "backfill_started", after, by)
    return after


def stop_backfill(tx: Tx, connection_id: int, *, by: Actor) -> Connection:
    """Stop; what was fetched stays, and it can go on there. Owners only."""
    owner_only(by)
    row = connections.locked(tx, connection_id)
    before = to_connection(row)
    if before.backfill is None or before.backfill.state != "running":
        return before
    backfill = replace(before.backfill, state="stopped", not_before=None, ended_at=tx.now)
    changed = tx.execute(
        connection_table.update()
        .where(_C.id == connection_id)
        .values(
            version=_C.version + 1,
            backfill=backfill,
            fetch_at=rules.next_at(backfill, row.catch_up, tx.now),
        )
        .returning(*connection_table.columns)
    ).one()
    after = to_connection(changed)
    connections.record(tx, "backfill_stopped", after, by)
    return after
