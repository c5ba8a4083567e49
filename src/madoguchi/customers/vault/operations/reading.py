"""Opening a document: with the right, for a purpose, and never without leaving a trace."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.customers.vault import queries, sealing
from madoguchi.customers.vault.contracts import Consent, Opened, Reading, Why
from madoguchi.customers.vault.operations import recording
from madoguchi.customers.vault.operations.ending import check_there
from madoguchi.customers.vault.queries import to_document, to_reading
from madoguchi.customers.vault.rules import keeping
from madoguchi.customers.vault.tables import document_reading_table
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


def read(tx: Tx, document_id: int, why: Why, *, by: Actor) -> Opened:
    """Open a document for one person and a purpose; that they did is stored with what they get.

    Raises `Forbidden` without the right, `Invalid` without words, `NotFound` once it is erased.
    """
    row = recording.lock_document(tx, document_id, by)
    keeping.check_reader(queries.settings(tx), by)
    why = keeping.check_why(why)
    check_there(row)
    reading = _note(tx, row, why, by, granted=True)
    consent = Consent(row.consent_text, row.consent_locale) if row.consent_text else None
    return Opened(
        reading=reading,
        document=to_document(row),
        fields=sealing.open_fields(tx, row),
        consent=consent,
        sides=[photo.side for photo in row.photos],
    )


def note_refusal(tx: Tx, document_id: int, why: Why, *, by: Actor) -> Reading:
    """Note that somebody without the right tried to open a document: the owner is shown it."""
    row = recording.lock_document(tx, document_id, by)
    if by.person_id is None:
        raise Forbidden("vault.may_not_read")
    return _note(tx, row, keeping.as_said(why), by, granted=False)


def _note(tx: Tx, row: sa.Row[Any], why: Why, by: Actor, *, granted: bool) -> Reading:
    noted = tx.execute(
        document_reading_table.insert()
        .values(
            version=1,
            document_id=row.id,
            shop_id=row.shop_id,
            customer_id=row.customer_id,
            person_id=by.person_id,
            kind=row.kind,
            mask=row.mask,
            purpose=why.purpose,
            words=why.words,
            granted=granted,
            at=tx.now,
        )
        .returning(*document_reading_table.columns)
    ).one()
    reading = to_reading(noted)
    # For the reader themself and, in the audit log, the owners: not for every colleague.
    tx.record(
        NewEvent(
            "document_read" if granted else "document_refused",
            by.doer,
            [Change("document_reading", reading.id, reading.version, reading)],
            shop_id=reading.shop_id,
            conversation_id=row.conversation_id,
            person_id=by.person_id,
        )
    )
    return reading
