"""Taking the words of a promise out with the message that made it."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Message
from madoguchi.desk.promises import keeping
from madoguchi.desk.promises.tables import promise_table
from madoguchi.kernel.feed import Change, StoredChange
from madoguchi.kernel.transaction import Tx

_C = promise_table.c


def empty(tx: Tx, message: Message) -> list[Change]:
    """Empty what a message promised: that something is owed stays, and until when."""
    ids = tx.execute(
        sa.select(_C.id).where(
            _C.conversation_id == message.conversation_id,
            _C.message_seq == message.seq,
            _C.text != "",
        )
    ).scalars()
    promises = [keeping.locked(tx, promise_id)[0] for promise_id in list(ids)]
    emptied = [keeping.save(tx, replace(each, text="")) for each in promises]
    return [Change("promise", each.id, each.version, each) for each in emptied]


def clean(change: StoredChange, seq: int) -> bool:
    """Take the words out of an event's change; returns whether there were any."""
    value = change.value
    if value is None or value.get("message_seq") != seq or not value["text"]:
        return False
    value["text"] = ""
    return True
