"""One mail that came more than once, and one that came to a shop whose conversation it is not."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.operations.placing import existing
from madoguchi.channels.email.operations.senders import introduce
from madoguchi.channels.email.tables import mail_table, mailbox_table
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import mailing
from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.shops import queries as shops

KIND = "mail_also_sent"
_L = mail_table.c
KNOWN = Prepared(
    sa.select(_L.mailbox_id, _L.conversation_id, _L.message_id, mailbox_table.c.shop_id)
    .outerjoin(mailbox_table, mailbox_table.c.id == _L.mailbox_id)
    .where(_L.content_key == sa.bindparam("content_key"))
    .with_for_update(of=mail_table)
)
"""The mail that has come before with a content; its columns are those of `Known`."""


class Known(NamedTuple):
    """Where the first copy of a mail came to, and what became of it."""

    mailbox_id: int
    conversation_id: int | None
    message_id: int | None
    shop_id: int | None


def keep_one(tx: Tx, mail: ParsedMail, mail_id: int, known: Known, mailbox: Mailbox) -> None:
    """Keep one of two copies; where they came to two mailboxes, both are told."""
    blob = tx.execute(sa.select(_L.blob).where(_L.id == mail_id)).scalar_one()
    tx.deliver(NewDelivery(BLOB_REMOVAL, mail_id, blob))
    tx.execute(
        mail_table.update()
        .where(_L.id == mail_id)
        .values(
            state="again",
            blob=None,
            conversation_id=known.conversation_id,
            message_id=known.message_id,
        )
    )
    if known.conversation_id is None or known.mailbox_id == mailbox.id:
        return
    conversation = existing(tx, known.conversation_id)
    if conversation is None or _is_told(tx, known.message_id, mailbox.id, mail_id):
        return
    if conversation.shop_id == mailbox.shop_id and known.shop_id != mailbox.shop_id:
        return  # its first copy came to the other shop, and that was told then
    tell_both(tx, conversation, mail, mailbox)


def tell_both(tx: Tx, conversation: Conversation, mail: ParsedMail, mailbox: Mailbox) -> None:
    """Say in a conversation that its mail came to another mailbox too, and to that one's shop.

    Those of the other shop alone cannot see the conversation: their line stands in one of theirs
    with the same customer, in which nobody waits.
    """
    other = shops.by_id(tx, mailbox.shop_id)
    mailing.write_line(
        tx, conversation.id, KIND, SYSTEM, "also_sent_to", address=mailbox.address, shop=other.name
    )
    if other.id == conversation.shop_id:
        return
    author = mail.author or Address("", f"unknown@{mailbox.address.rpartition('@')[2]}")
    mailing.tell_shop(
        tx,
        introduce(tx, mailbox.shop_id, author, proven=False),
        mail.subject,
        KIND,
        "answered_by",
        shop=shops.by_id(tx, conversation.shop_id).name,
        address=mailbox.address,
        subject=mail.subject[:200],
    )


def _is_told(tx: Tx, message_id: int | None, mailbox_id: int, mail_id: int) -> bool:
    """Say whether another copy of the same came to this mailbox before."""
    return (
        tx.execute(
            sa.select(_L.id)
            .where(
                _L.message_id == message_id,
                _L.mailbox_id == mailbox_id,
                _L.folder.is_not(None),
                _L.id != mail_id,
            )
            .limit(1)
        ).first()
        is not None
    )
