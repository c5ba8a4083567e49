"""What every operation of the vault is made of: rows locked, changed, recorded."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.customers.vault.contracts import Document, DocumentRequest
from madoguchi.customers.vault.queries import to_document, to_request
from madoguchi.customers.vault.tables import document_request_table, document_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_D = document_table.c
_Q = document_request_table.c


def document_change(document: Document) -> Change:
    """Return a document as events carry it: by its mask."""
    return Change("document", document.id, document.version, document)


def request_change(request: DocumentRequest) -> Change:
    """Return a link as events carry it: without its secret, which nobody but the link has."""
    return Change("document_request", request.id, request.version, request)


def lock_document(tx: Tx, document_id: int, by: Actor) -> sa.Row[tuple[object, ...]]:
    """Return a document's whole row, locked; raises `NotFound`, out of sight too."""
    row = tx.execute(
        sa.select(document_table).where(_D.id == document_id).with_for_update()
    ).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("vault.not_found")
    return row


def lock_request(tx: Tx, *condition: sa.ColumnElement[bool]) -> DocumentRequest | None:
    """Return a link that nobody else uses until the commit, None where there is none."""
    row = tx.execute(sa.select(document_request_table).where(*condition).with_for_update()).first()
    return None if row is None else to_request(row)


def change_document(tx: Tx, document_id: int, **values: object) -> Document:
    """Write a changed document, locked, with the version one higher."""
    row = tx.execute(
        document_table.update()
        .where(_D.id == document_id)
        .values(version=_D.version + 1, **values)
        .returning(*document_table.columns)
    ).one()
    return to_document(row)


def change_request(tx: Tx, request_id: int, **values: object) -> DocumentRequest:
    """Write a changed link, locked, with the version one higher."""
    row = tx.execute(
        document_request_table.update()
        .where(_Q.id == request_id)
        .values(version=_Q.version + 1, **values)
        .returning(*document_request_table.columns)
    ).one()
    return to_request(row)


def record(
    tx: Tx, kind: str, by: Doer, about: Document | DocumentRequest, *changes: Change
) -> None:
    """Record what happened to a document or a link, for staff who see its shop."""
    tx.record(
        NewEvent(kind, by, changes, shop_id=about.shop_id, conversation_id=about.conversation_id)
    )
