"""What is taken out of a message goes out of its mail too: text, original, addresses' names."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.email.tables import mail_table
from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx

_L = mail_table.c


def redact_mail(tx: Tx, message_id: int) -> None:
    """Empty the mail of a message that is redacted, in the same transaction.

    One that has not left yet does not leave.
    """
    rows = tx.execute(sa.select(_L.id, _L.blob, _L.state).where(_L.message_id == message_id)).all()
    for row in rows:
        if row.blob is not None:
            tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, row.blob))
        unsent = row.state in ("waiting", "held", "leaving")
        tx.execute(
            mail_table.update()
            .where(_L.id == row.id)
            .values(
                blob=None,
                contents=None,
                letter=None,
                state="taken_back" if unsent else row.state,
            )
        )
