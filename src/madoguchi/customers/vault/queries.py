"""Reads of the vault, for an actor: documents by their masks, links, readings, settings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from madoguchi.customers.vault.contracts import (
    Document,
    DocumentRequest,
    Photo,
    Reading,
    ReadingPage,
    VaultSettings,
)
from madoguchi.customers.vault.keys import data_key_of
from madoguchi.customers.vault.rules.keeping import SHOWN_SECONDS, check_reader
from madoguchi.customers.vault.tables import (
    document_reading_table,
    document_request_table,
    document_table,
    vault_table,
)
from madoguchi.kernel.errors import Forbidden, Invalid, NotFound
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200

_D = document_table.c
_Q = document_request_table.c
_R = document_reading_table.c
_DOCUMENT = [_D[name] for name in Document.__struct_fields__]
_REQUEST = [_Q[name] for name in DocumentRequest.__struct_fields__]


def to_document(row: sa.Row[Any]) -> Document:
    """Turn a row into the struct, by the names of its fields."""
    return Document(**{name: getattr(row, name) for name in Document.__struct_fields__})


def to_request(row: sa.Row[Any]) -> DocumentRequest:
    """Turn a row into the struct, by the names of its fields."""
    return DocumentRequest(
        **{name: getattr(row, name) for name in DocumentRequest.__struct_fields__}
    )


def to_reading(row: sa.Row[Any]) -> Reading:
    """Turn a row into the struct, by the names of its fields."""
    return Reading(**{name: getattr(row, name) for name in Reading.__struct_fields__})


def settings(view: View) -> VaultSettings:
    """Return the vault's settings: the defaults where nobody has changed them."""
    row = view.execute(sa.select(vault_table)).first()
    return VaultSettings() if row is None else VaultSettings(**row._mapping)


def document(view: View, document_id: int, *, by: Actor) -> Document:
    """Return one document by its mask; raises `NotFound` also for those out of sight."""
    row = view.execute(sa.select(*_DOCUMENT).where(_D.id == document_id)).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("vault.not_found")
    return to_document(row)


def documents_of(view: View, customer_ids: Collection[int], *, by: Actor) -> list[Document]:
    """Return documents of customers by their masks, such as of a profile's faces; newest first."""
    rows = view.execute(
        sa.select(*_DOCUMENT)
        .where(_D.customer_id.in_(customer_ids))
        .order_by(_D.id.desc())
        .limit(LARGEST_PAGE)
    )
    return [each for each in map(to_document, rows) if by.sees(each.shop_id)]


def requests_of(view: View, customer_ids: Collection[int], *, by: Actor) -> list[DocumentRequest]:
    """Return the links that customers were sent, the newest first."""
    rows = view.execute(
        sa.select(*_REQUEST)
        .where(_Q.customer_id.in_(customer_ids))
        .order_by(_Q.id.desc())
        .limit(LARGEST_PAGE)
    )
    return [each for each in map(to_request, rows) if by.sees(each.shop_id)]


def request(view: View, request_id: int, *, by: Actor) -> DocumentRequest:
    """Return one link; raises `NotFound` also for those out of sight."""
    row = view.execute(sa.select(*_REQUEST).where(_Q.id == request_id)).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("vault.no_such_request")
    return to_request(row)


def readings(
    view: View,
    *,
    by: Actor,
    document_id: int | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> ReadingPage:
    """Return who opened what and what for, the newest first, and who was refused. Owners only."""
    if not by.at_least("owner"):
        raise Forbidden("vault.owner_only")
    limit = max(1, min(limit, LARGEST_PAGE))
    statement = sa.select(document_reading_table).order_by(_R.id.desc()).limit(limit + 1)
    if not by.all_shops:
        statement = statement.where(_R.shop_id.in_(sorted(by.shop_ids)))
    if document_id is not None:
        statement = statement.where(_R.document_id == document_id)
    if cursor is not None:
        before = read_number(cursor)
        if before is None:
            raise Invalid("list.bad_cursor", field="cursor")
        statement = statement.where(_R.id < before)
    found = [to_reading(row) for row in view.execute(statement)]
    items = found[:limit]
    return ReadingPage(items, str(items[-1].id) if len(found) > limit else None)


def photo_of(view: View, reading_id: int, number: int, *, by: Actor) -> tuple[str, Photo, bytes]:
    """Return a document's `uid`, one of its photographs, and the key that opens it.

    Only for whoever opened it, and only while it is shown. Raises `NotFound`.
    """
    check_reader(settings(view), by)
    row = view.execute(
        sa.select(document_table, _R.at, _R.person_id, _R.granted)
        .join(document_reading_table, _R.document_id == _D.id)
        .where(_R.id == reading_id)
    ).first()
    if (
        row is None
        or not by.sees(row.shop_id)
        or row.person_id != by.person_id
        or not row.granted
        or view.now > row.at + timedelta(seconds=SHOWN_SECONDS)
        or row.erased_at is not None
        or not 0 <= number < len(row.photos)
    ):
        raise NotFound("vault.not_found")
    return row.uid, row.photos[number], data_key_of(view, row)


def key_of_typed(view: View, message_id: int) -> tuple[int, str, bytes] | None:
    """Return the first document that was typed into a message: its id, `uid` and data key.

    None where there is none that is not erased. For the worker, which seals and opens nothing else.
    """
    row = view.execute(
        sa.select(document_table)
        .where(_D.message_id == message_id, _D.erased_at.is_(None))
        .order_by(_D.id)
        .limit(1)
    ).first()
    return None if row is None else (row.id, row.uid, data_key_of(view, row))


def kept_blobs(view: View, names: Collection[str]) -> set[str]:
    """Return those of the blobs that a document still needs."""
    rows = view.execute(sa.select(_D.photos).where(_D.erased_at.is_(None), _D.sides != "[]"))
    return {photo.blob for row in rows for photo in row.photos} & set(names)


def every_blob(view: View) -> set[str]:
    """Return the names of all sealed photographs that must be there."""
    rows = view.execute(sa.select(_D.photos).where(_D.erased_at.is_(None)))
    return {photo.blob for row in rows for photo in row.photos}


def count_kept(view: View) -> int:
    """Return how many documents are kept that are not erased."""
    kept = sa.select(sa.func.count()).select_from(document_table).where(_D.erased_at.is_(None))
    count: int = view.execute(kept).scalar_one()
    return count
