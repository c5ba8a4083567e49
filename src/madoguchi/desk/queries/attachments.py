"""Files: who may have which."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.desk.contracts import Attachment
from madoguchi.desk.tables import attachment_table, conversation_table, message_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

_A = attachment_table.c
_BY_ID = sa.select(attachment_table).where(_A.id == sa.bindparam("id"))


class StoredFile(msgspec.Struct, frozen=True):
    """An attachment, and where its content and its thumbnail lie."""

    attachment: Attachment
    blob: str
    thumbnail_blob: str | None


def attachment(view: View, attachment_id: int, *, by: Actor) -> StoredFile:
    """Return a file to staff who may see its shop; to others it does not exist (`NotFound`)."""
    row = view.execute(_BY_ID, {"id": attachment_id}).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("attachment.not_found")
    return _to_file(row)


def stored_file(view: View, attachment_id: int) -> StoredFile | None:
    """Return a file, whoever asks: for the rooms above, never for a door."""
    row = view.execute(_BY_ID, {"id": attachment_id}).first()
    return None if row is None else _to_file(row)


def attachment_for_customer(
    view: View, attachment_id: int, *, customer_id: int | None, shop_id: int, uploader: str
) -> StoredFile:
    """Return a file to a customer: one on a message to or from them, or their own not yet sent.

    Everything else does not exist for them (`NotFound`), whatever its id: notes' files, other
    people's, another shop's.
    """
    row = view.execute(_BY_ID, {"id": attachment_id}).first()
    if row is None or row.shop_id != shop_id:
        raise NotFound("attachment.not_found")
    mine = row.uploader == uploader if row.message_id is None else False
    if not (mine or _sent_to(view, row, customer_id)):
        raise NotFound("attachment.not_found")
    return _to_file(row)


def kept_blobs(view: View, names: Collection[str]) -> set[str]:
    """Return those of the blobs that an attachment still needs."""
    rows = view.execute(
        sa.select(_A.blob, _A.thumbnail_blob).where(
            _A.blob.in_(names) | _A.thumbnail_blob.in_(names)
        )
    )
    return {name for row in rows for name in row if name is not None}


def _sent_to(view: View, row: sa.Row[Any], customer_id: int | None) -> bool:
    if customer_id is None or row.for_staff or row.message_id is None:
        return False
    found = view.execute(
        sa.select(conversation_table.c.customer_id, message_table.c.kind)
        .join(message_table, message_table.c.conversation_id == conversation_table.c.id)
        .where(message_table.c.id == row.message_id)
    ).first()
    return found is not None and found.customer_id == customer_id and found.kind != "note"


def _to_file(row: sa.Row[Any]) -> StoredFile:
    return StoredFile(
        Attachment(row.id, row.name, row.content_type, row.size, row.width, row.height),
        row.blob,
        row.thumbnail_blob,
    )
