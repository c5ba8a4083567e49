"""Which pictures lie here, which were not to be had, and for how long that counts."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.connectors.pictures.tables import picture_table
from madoguchi.kernel.transaction import Tx, View

KEPT = timedelta(days=60)
"""Then it is fetched anew, if anybody still looks: shops change their pictures."""
MISSED = timedelta(hours=1)
"""For so long nobody asks again for one that was not to be had."""

_P = picture_table.c


class Kept(msgspec.Struct, frozen=True):
    """A picture that was fetched; `blob` None: it was not to be had."""

    blob: str | None
    content_type: str


def kept(view: View, address: str) -> Kept | None:
    """Return what is known of the picture at an address; None: it has to be fetched (again)."""
    row = view.execute(
        sa.select(_P.blob, _P.content_type, _P.fetched_at).where(
            _P.address_digest == _digest(address)
        )
    ).first()
    if row is None or view.now - row.fetched_at > (MISSED if row.blob is None else KEPT):
        return None
    return Kept(row.blob, row.content_type)


def keep(tx: Tx, address: str, picture: Kept) -> Kept:
    """Note a picture, or that it was not to be had."""
    build: Any = postgresql.insert if tx.on_postgresql else sqlite.insert
    values = {"blob": picture.blob, "content_type": picture.content_type, "fetched_at": tx.now}
    tx.execute(
        build(picture_table)
        .values(address_digest=_digest(address), **values)
        .on_conflict_do_update(index_elements=[_P.address_digest], set_=values)
    )
    return picture


def forget_old(tx: Tx) -> None:
    """Forget pictures of long ago; the sweep then deletes what nothing names. A chore."""
    tx.execute(picture_table.delete().where(_P.fetched_at < tx.now - KEPT))


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
