"""Clearance and erasure. To erase is to forget the data key: what it sealed is noise then."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa

from madoguchi.customers.contracts import Customer
from madoguchi.customers.queries.finding import find, of_profile
from madoguchi.customers.vault import queries
from madoguchi.customers.vault.contracts import Document, Ending
from madoguchi.customers.vault.operations import recording
from madoguchi.customers.vault.queries import to_document
from madoguchi.customers.vault.rules import keeping
from madoguchi.customers.vault.tables import (
    document_reading_table,
    document_request_table,
    document_table,
)
from madoguchi.kernel.blobs import BLOB_REMOVAL
from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.kernel.feed import SYSTEM, Doer, StoredChange
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.language.unnaming import Unnamer
from madoguchi.people.contracts import THE_DESK, Actor

AT_ONCE = 100

_D = document_table.c
_Q = document_request_table.c
_R = document_reading_table.c


def cleared(tx: Tx, document_id: int, reference: str = "", *, by: Actor) -> Document:
    """Note that a document has served: its parcel is through customs. It is erased some days later.

    Noting it twice is noting it once.
    """
    row = recording.lock_document(tx, document_id, by)
    check_there(row)
    if row.cleared_at is not None:
        return to_document(row)
    kept = queries.settings(tx).of(row.shop_id)
    after = recording.change_document(
        tx,
        document_id,
        cleared_at=tx.now,
        reference=keeping.check_reference(reference) or row.reference,
        erase_at=keeping.erase_at(row.created_at, tx.now, kept),
    )
    recording.record(tx, "document_cleared", by.doer, after, recording.document_change(after))
    return after


def cleared_for(tx: Tx, customer_id: int, reference: str) -> list[Document]:
    """Note that a customer's parcel is through customs, for every document they gave for it.

    What is known of the parcel's state calls this; documents typed or given earlier count too, for
    the next parcel is asked for anew, and so do those that they gave their shop under another name.
    """
    customer = find(tx, customer_id)
    if customer is None:
        return []
    rows = tx.execute(
        sa.select(_D.id).where(
            _D.customer_id.in_(_known_to_the_shop(tx, customer)),
            _D.erased_at.is_(None),
            _D.cleared_at.is_(None),
            _D.reference.in_(("", reference)),
        )
    )
    return [cleared(tx, row.id, reference, by=THE_DESK) for row in rows.all()]


def erase(tx: Tx, document_id: int, *, by: Actor) -> Document:
    """Erase a document by hand, for good. Supervisors, owners, and whoever may open it."""
    row = recording.lock_document(tx, document_id, by)
    if not by.at_least("supervisor") and not keeping.may_read(queries.settings(tx), by):
        raise Forbidden("vault.erase_needs_supervisor")
    if row.erased_at is not None:
        return to_document(row)
    return end(tx, row, "hand", by.doer)


def erase_due(tx: Tx) -> bool:
    """Erase what has been kept long enough, some at a time; returns whether there is more to do."""
    rows = tx.execute(
        sa.select(document_table)
        .where(_D.erased_at.is_(None), _D.erase_at <= tx.now)
        .order_by(_D.erase_at)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    for row in rows:
        end(tx, row, "limit" if row.cleared_at is None else "cleared", SYSTEM)
    return len(rows) == AT_ONCE


def erase_withdrawn(tx: Tx, customer: Customer, by: Doer) -> int:
    """Erase what a customer gave their shop, under any of their names there; returns how many.

    They no longer agree that it is kept. Links that wait for them end as well.
    """
    ids = _known_to_the_shop(tx, customer)
    _end_links(tx, ids, by)
    return _erase_all(tx, ids, "withdrawn", by)


def erase_of(tx: Tx, customer_id: int, unnamer: Unnamer, by: Doer) -> int:
    """Erase everything the vault has of a customer; returns how many documents.

    For the erasure of a person: their links end as well. Who opened what and what for stays, in
    words without a name, and so does the proof of consent, whose words are the shop's own.
    """
    erased = _erase_all(tx, [customer_id], "person", by)
    # What events tell of the links from now on shall not name them any more.
    tx.execute(
        document_request_table.update().where(_Q.customer_id == customer_id).values(words="")
    )
    _end_links(tx, [customer_id], by)
    readings = tx.execute(sa.select(_R.id, _R.words).where(_R.customer_id == customer_id)).all()
    for reading in readings:
        tx.execute(
            document_reading_table.update()
            .where(_R.id == reading.id)
            .values(mask="", words=unnamer.text(reading.words))
        )
    return erased


def drop_proofs(tx: Tx, customer_id: int) -> None:
    """Forget what a customer agreed to, once the time is over for which it must be proven."""
    tx.execute(
        document_table.update()
        .where(_D.customer_id == customer_id)
        .values(consent_text="", consent_locale="")
    )


def cleaner(customer_ids: Collection[int], unnamer: Unnamer) -> Callable[[StoredChange], bool]:
    """Return what takes masks and words out of an event's change; see `feed.scrub`."""
    emptied: dict[str, dict[str, object]] = {
        "document": {"mask": "", "sides": [], "reference": ""},
        "document_request": {"words": ""},
        "document_reading": {"mask": ""},
    }

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None or change.type not in emptied:
            return False
        if value["customer_id"] not in customer_ids:
            return False
        change.value = unnamer.fields(value) | emptied[change.type]
        return change.value != value

    return clean


def end(tx: Tx, row: sa.Row[Any], why: Ending, by: Doer) -> Document:
    """Erase a locked document: key, contents and mask go at once, photographs with the worker."""
    for photo in row.photos:
        tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, photo.blob))
    after = recording.change_document(
        tx,
        row.id,
        mask="",
        sides=[],
        reference="",
        erased_at=tx.now,
        erased_why=why,
        key_id=None,
        data_key=None,
        sealed=None,
        photos=[],
    )
    recording.record(tx, "document_erased", by, after, recording.document_change(after))
    return after


def _known_to_the_shop(tx: Tx, customer: Customer) -> list[int]:
    """Return all as whom a customer's own shop knows them."""
    faces = of_profile(tx, customer.profile_id or customer.id)
    return [each.id for each in faces if each.shop_id == customer.shop_id]


def _erase_all(tx: Tx, customer_ids: Collection[int], why: Ending, by: Doer) -> int:
    rows = tx.execute(
        sa.select(document_table)
        .where(_D.customer_id.in_(customer_ids), _D.erased_at.is_(None))
        .order_by(_D.id)
        .with_for_update()
    ).all()
    for row in rows:
        end(tx, row, why, by)
    return len(rows)


def _end_links(tx: Tx, customer_ids: Collection[int], by: Doer) -> None:
    """End the links that still wait for what customers would give."""
    waiting = tx.execute(
        sa.select(_Q.id)
        .where(
            _Q.customer_id.in_(customer_ids),
            _Q.submitted_at.is_(None),
            _Q.withdrawn_at.is_(None),
        )
        .order_by(_Q.id)
        .with_for_update()
    ).scalars()
    for request_id in waiting.all():
        ended = recording.change_request(tx, request_id, withdrawn_at=tx.now)
        recording.record(tx, "document_link_withdrawn", by, ended, recording.request_change(ended))


def check_there(row: sa.Row[Any]) -> None:
    """Refuse what was erased already."""
    if row.erased_at is not None:
        raise NotFound("vault.erased")
