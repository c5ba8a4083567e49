"""What is taken out of a message goes out of its mail too: text, original, addresses' names."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from madoguchi.channels.email.tables import dead_address_table, mail_table
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


def erase_mails(tx: Tx, conversation_id: int) -> None:
    """Empty every mail of a conversation whose customer is erased, down to who sent it.

    That a mail was there, when and how large stays, and what tells a copy of it from a new one.
    """
    ids = tx.execute(
        sa.select(_L.message_id).where(
            _L.conversation_id == conversation_id, _L.message_id.is_not(None)
        )
    ).scalars()
    for message_id in list(ids):
        redact_mail(tx, message_id)
    tx.execute(
        mail_table.update()
        .where(_L.conversation_id == conversation_id)
        .values(sender=None, identifier=None, reason=None)
    )


def erase_answers(tx: Tx, request_ids: Collection[int]) -> None:
    """Empty the mails by which partners answered requests for somebody who is erased."""
    _empty(tx, _L.partner_request_id.in_(request_ids))


def forget_addresses(tx: Tx, addresses: Collection[str]) -> None:
    """Forget that mail to some addresses comes back, and their mails that became no message."""
    wanted = [each.lower() for each in addresses]
    tx.execute(dead_address_table.delete().where(dead_address_table.c.address.in_(wanted)))
    _empty(tx, _L.sender.in_(wanted), _L.conversation_id.is_(None), _L.state != "fetched")


def _empty(tx: Tx, *condition: sa.ColumnElement[bool]) -> None:
    rows = tx.execute(sa.select(_L.id, _L.blob).where(*condition)).all()
    for row in rows:
        if row.blob is not None:
            tx.deliver(NewDelivery(BLOB_REMOVAL, row.id, row.blob))
        tx.execute(
            mail_table.update()
            .where(_L.id == row.id)
            .values(
                blob=None, contents=None, letter=None, sender=None, identifier=None, reason=None
            )
        )
