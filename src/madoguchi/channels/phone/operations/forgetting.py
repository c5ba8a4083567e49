"""Forgetting the calls of somebody who is erased: voices, numbers, what was noted of them."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.phone.operations import steps
from madoguchi.channels.phone.tables import call_table, recording_table
from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.kernel.feed import Doer, StoredChange
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx

_C = call_table.c
_R = recording_table.c


def forget_calls(tx: Tx, conversation_id: int, *, by: Doer) -> None:
    """Empty every call of a conversation whose customer is erased, and let their voices go.

    That somebody called, when and for how long stays: figures count it, and it names nobody. Doing
    it twice is doing it once.
    """
    ids = tx.execute(
        sa.select(_C.id).where(_C.conversation_id == conversation_id).order_by(_C.id)
    ).scalars()
    for call_id in list(ids):
        before = steps.lock_call(tx, call_id)
        kept = tx.execute(
            sa.select(_R.id, _R.blob).where(_R.call_id == call_id, _R.blob.is_not(None))
        ).all()
        for row in kept:
            tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, row.blob))
            gone = recording_table.update().where(_R.id == row.id)
            tx.execute(gone.values(blob=None, peaks=None))
        if before.ended_at is not None:
            # The carrier's name for a call may hold the number; it tells copies apart no more.
            tx.execute(
                call_table.update().where(_C.id == call_id).values(external_id=f"erased:{call_id}")
            )
        if kept or before.number or before.note:
            steps.save_call(tx, before, "call_forgotten", by=by, number="", note="", recordings=[])
    tx.scrub(conversation_id, _clean)


def _clean(change: StoredChange) -> bool:
    if change.type != "call" or change.value is None:
        return False
    before = dict(change.value)
    change.value |= {"number": "", "note": "", "recordings": []}
    return change.value != before
