"""Numbers that were typed into a text: taken out of it before it is stored, and kept here."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from madoguchi.customers.vault import sealing
from madoguchi.customers.vault.contracts import Document, Fields, Photo
from madoguchi.customers.vault.operations import recording
from madoguchi.customers.vault.operations.ending import end
from madoguchi.customers.vault.rules.recognition import Found
from madoguchi.customers.vault.tables import document_table
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx

_D = document_table.c


def keep_typed(
    tx: Tx,
    found: Sequence[Found],
    by: Doer,
    *,
    shop_id: int,
    customer_id: int,
    conversation_id: int,
    message_id: int,
) -> list[Document]:
    """Keep the numbers that were masked in a message, for those with the right and a purpose.

    A database opened without the installation's key keeps none: they are masked all the same.
    """
    if tx.keyring is None:
        return []
    kept = []
    for each in {one.number: one for one in found}.values():
        made = sealing.store(
            tx,
            Document(
                id=0,
                shop_id=shop_id,
                customer_id=customer_id,
                conversation_id=conversation_id,
                message_id=message_id,
                request_id=None,
                kind=each.kind,
                source="typed",
                mask="",
                consented_at=None,
                created_at=tx.now,
                erase_at=tx.now,
            ),
            sealing.parcel(Fields(number=each.number)),
        )
        recording.record(tx, "document_recognised", by, made, recording.document_change(made))
        kept.append(made)
    return kept


def keep_original(tx: Tx, document_id: int, original: Photo, by: Doer) -> bool:
    """Keep the sealed mail in which a number was typed with it; False where that is not wanted.

    It is not once the document is erased, or has its original already.
    """
    row = tx.execute(sa.select(document_table).where(_D.id == document_id).with_for_update()).one()
    if row.erased_at is not None or row.photos:
        return False
    after = recording.change_document(tx, document_id, photos=[original], sides=[original.side])
    recording.record(tx, "document_original_kept", by, after, recording.document_change(after))
    return True


def erase_typed(tx: Tx, message_id: int, by: Doer) -> None:
    """Erase what was typed into a message that is taken out whole."""
    rows = tx.execute(
        sa.select(document_table)
        .where(_D.message_id == message_id, _D.erased_at.is_(None))
        .with_for_update()
    )
    for row in rows.all():
        end(tx, row, "message", by)
