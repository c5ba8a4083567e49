"""The vault's own key, sealed with the installation's, and the documents' data keys below it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.customers.vault.tables import document_table, vault_key_table
from madoguchi.kernel import envelope
from madoguchi.kernel.errors import Unavailable
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.transaction import Tx, View

PURPOSE = "vault key"

_K = vault_key_table.c
_D = document_table.c


def wrap(tx: Tx, uid: str, data_key: bytes) -> tuple[int, str]:
    """Return the number of the newest vault key and a data key sealed with it.

    The first document makes the first key. The key's row stays until the commit: a rotation that
    goes on beside us cannot let go of it in between.
    """
    number, secret = _newest(tx) or make_key(tx)
    return number, envelope.seal_text(secret, data_key, belongs_to=uid)


def make_key(tx: Tx) -> tuple[int, bytes]:
    """Make the next vault key and return its number and secret; of two at once, one tries again."""
    last = tx.execute(sa.select(sa.func.max(_K.id))).scalar() or 0
    number, secret = last + 1, envelope.new_key()
    sealed = _keyring(tx).seal(PURPOSE, secret.hex(), belongs_to=str(number))
    tx.execute(vault_key_table.insert().values(id=number, secret=sealed, made_at=tx.now))
    return number, secret


def data_key_of(view: View, row: sa.Row[Any]) -> bytes:
    """Return the data key of a document's row, which is not erased."""
    return envelope.unseal_text(_secret(view, row.key_id), row.data_key, belongs_to=row.uid)


def rewrap(tx: Tx, number: int, most: int) -> int:
    """Seal at most so many data keys anew with the key of that number; returns how many it were.

    Only the keys change, not what they seal: each step is small, and a broken-off one is gone on
    with.
    """
    rows = tx.execute(
        sa.select(_D.id, _D.uid, _D.key_id, _D.data_key)
        .where(_D.key_id < number)
        .order_by(_D.id)
        .limit(most)
        .with_for_update()
    ).all()
    if not rows:
        return 0
    secrets = {key_id: _secret(tx, key_id) for key_id in {number, *(row.key_id for row in rows)}}
    for row in rows:
        plain = envelope.unseal_text(secrets[row.key_id], row.data_key, belongs_to=row.uid)
        sealed = envelope.seal_text(secrets[number], plain, belongs_to=row.uid)
        tx.execute(
            document_table.update().where(_D.id == row.id).values(key_id=number, data_key=sealed)
        )
    return len(rows)


def forget_older(tx: Tx, number: int) -> None:
    """Delete the keys below a number. The foreign key refuses where a document still needs one."""
    tx.execute(vault_key_table.delete().where(_K.id < number))


def newest_number(view: View) -> int:
    """Return the number of the key that seals what comes in, 0 before the first document."""
    number: int | None = view.execute(sa.select(sa.func.max(_K.id))).scalar()
    return number or 0


def _newest(tx: Tx) -> tuple[int, bytes] | None:
    row = tx.execute(
        sa.select(vault_key_table)
        .order_by(_K.id.desc())
        .limit(1)
        .with_for_update(read=True, key_share=True)
    ).first()
    return None if row is None else (row.id, _opened(tx, row))


def _secret(view: View, number: int) -> bytes:
    return _opened(view, view.execute(sa.select(vault_key_table).where(_K.id == number)).one())


def _opened(view: View, row: sa.Row[Any]) -> bytes:
    opened = _keyring(view).unseal(PURPOSE, row.secret, belongs_to=str(row.id))
    return bytes.fromhex(opened)


def _keyring(view: View) -> Keyring:
    if view.keyring is None:
        raise Unavailable("vault.no_key")
    return view.keyring
