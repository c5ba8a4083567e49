"""The vault's settings and its key: the owner's affair, and the operator's."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.customers.vault import keys, queries
from madoguchi.customers.vault.contracts import Rotated, VaultChanges, VaultSettings
from madoguchi.customers.vault.operations import recording
from madoguchi.customers.vault.rules import keeping
from madoguchi.customers.vault.tables import document_table, vault_table
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.feed import SYSTEM, Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.people.operations import access
from madoguchi.people.rules.roles import owner_only

AT_ONCE = 200
"""Data keys that are sealed anew in one transaction: nobody waits long for it."""

_V = vault_table.c
_D = document_table.c


def change_settings(tx: Tx, changes: VaultChanges, *, by: Actor) -> VaultSettings:
    """Change who may open documents and how long they are kept, old ones as well. Owners."""
    owner_only(by)
    tx.execute(sa.select(_V.id).with_for_update())
    before = queries.settings(tx)
    after = keeping.changed(before, changes)
    access.check_reach(tx, sorted(after.shops), ())
    # A number that is nobody's yet would let in whoever joins next.
    if not set(after.reader_ids) <= {each.id for each in people.all_people(tx, by)}:
        raise Invalid("people.not_found", field="reader_ids")
    if after == before:
        return before
    values: dict[str, Any] = msgspec.structs.asdict(after)
    values["version"] = before.version + 1
    if insert_unless_there(tx, vault_table, **values) is None:
        tx.execute(vault_table.update().values(values))
    saved = msgspec.structs.replace(after, version=before.version + 1)
    change = Change("vault_settings", saved.id, saved.version, saved)
    tx.record(NewEvent("vault_settings_changed", by.doer, [change]))
    if (before.retention, before.shops) != (after.retention, after.shops):
        _date_anew(tx, saved, by)
    return saved


def _date_anew(tx: Tx, settings: VaultSettings, by: Actor) -> None:
    rows = tx.execute(
        sa.select(_D.id, _D.shop_id, _D.created_at, _D.cleared_at, _D.erase_at)
        .where(_D.erased_at.is_(None))
        .order_by(_D.id)
        .with_for_update()
    )
    for row in rows.all():
        due = keeping.erase_at(row.created_at, row.cleared_at, settings.of(row.shop_id))
        if due != row.erase_at:
            after = recording.change_document(tx, row.id, erase_at=due)
            recording.record(tx, "document_dated", by.doer, after, recording.document_change(after))


def begin_rotation(tx: Tx) -> int:
    """Make a new key for the vault, or go on with one whose rotation broke off; returns its number.

    From the commit on, what comes in is sealed with it.
    """
    newest = keys.newest_number(tx)
    behind = tx.execute(sa.select(_D.id).where(_D.key_id < newest).limit(1)).first()
    return newest if behind is not None else keys.make_key(tx)[0]


def rotate_step(tx: Tx, number: int) -> int:
    """Seal some more data keys with the new key; returns how many, 0 when all are."""
    return keys.rewrap(tx, number, AT_ONCE)


def end_rotation(tx: Tx, number: int, documents: int) -> Rotated:
    """Forget the older keys, and record that it was done."""
    keys.forget_older(tx, number)
    rotated = Rotated(number, 1, documents)
    change = Change("vault_key", rotated.id, rotated.version, rotated)
    # Beside the operator nobody needs to know, so it is nobody's but the owners' in the log.
    tx.record(NewEvent("vault_key_rotated", SYSTEM, [change], person_id=0))
    return rotated
