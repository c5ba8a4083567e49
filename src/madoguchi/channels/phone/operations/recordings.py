"""What is kept of a call to be heard, for how long, and who has heard it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call, Recording
from madoguchi.channels.phone.operations import steps
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.queries.calls import Sound, sound
from madoguchi.channels.phone.rules.hearing import check_hearing
from madoguchi.channels.phone.tables import recording_table
from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.kernel.feed import NewEvent
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_R = recording_table.c


def keep(
    tx: Tx,
    call_id: int,
    kind: Literal["talk", "voicemail"],
    blob: str,
    *,
    seconds: float,
    size: int,
    announced_at: datetime | None,
) -> Call:
    """Note a recording that lies in the blob store; once for each blob."""
    before = steps.lock_call(tx, call_id)
    if tx.execute(sa.select(_R.id).where(_R.blob == blob)).first() is not None:
        return before
    line = lines.find(tx, before.line_id)
    assert line is not None  # lines are never deleted
    values = {
        "kind": kind,
        "seconds": round(seconds, 2),
        "size": size,
        "announced_at": announced_at,
        "keep_until": tx.now + timedelta(days=line.keep_days),
    }
    number = tx.execute(
        recording_table.insert().values(call_id=call_id, blob=blob, **values).returning(_R.id)
    ).scalar_one()
    recording = Recording(id=number, **values)  # type: ignore[arg-type]
    return steps.save_call(
        tx,
        before,
        "call_recorded",
        line=("voicemail_left", {"call": call_id, "seconds": round(seconds)})
        if kind == "voicemail"
        else None,
        recordings=[*before.recordings, recording],
    )


def hear(tx: Tx, recording_id: int, *, by: Actor, download: bool = False) -> Sound:
    """Return where a recording lies, and note who asked for it; `download`: to take it along.

    Raises `Forbidden` for whom it is not for: see `check_hearing`.
    """
    found = sound(tx, recording_id, by=by)
    call = steps.lock_call(tx, found.call_id)
    check_hearing(call, recording_id, by=by, download=download)
    tx.record(
        NewEvent(
            "recording_downloaded" if download else "recording_heard",
            by.doer,
            # Which call it was; nothing of it has changed.
            [steps.change_of(call)],
            shop_id=call.shop_id,
            conversation_id=call.conversation_id,
        )
    )
    return found


def keep_peaks(tx: Tx, recording_id: int, peaks: list[list[int]]) -> None:
    """Note how loud a recording is along its length, so that it need not be read again."""
    tx.execute(recording_table.update().where(_R.id == recording_id).values(peaks=peaks))


def expire_due(tx: Tx, limit: int = 100) -> bool:
    """Let go of recordings whose time is over; says whether more may be due. For the worker."""
    due = tx.execute(
        sa.select(_R.id, _R.call_id, _R.blob)
        .where(_R.blob.is_not(None), _R.keep_until <= tx.now)
        .order_by(_R.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        tx.execute(recording_table.update().where(_R.id == row.id).values(blob=None, peaks=None))
        tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, row.blob))
        before = steps.lock_call(tx, row.call_id)
        kept = [each for each in before.recordings if each.id != row.id]
        steps.save_call(tx, before, "recording_expired", recordings=kept)
    return len(due) == limit
