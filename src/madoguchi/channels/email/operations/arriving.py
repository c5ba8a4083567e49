"""A mail on its way in, and what stays of it: its row is closed, its files kept or let go.

Only `Understood` and `unreadable` are for others than this folder.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.contracts.mails import Contents, Refused
from madoguchi.channels.email.operations.placing import Placed
from madoguchi.channels.email.tables import mail_table
from madoguchi.customers.vault.rules.recognition import find, mask
from madoguchi.desk.contracts import MailAddress
from madoguchi.desk.operations.attachments import BLOB_REMOVAL, Upload
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx

MOST_SHOWN = 50
"""Recipients that a message names; all of them are in the original."""
SEALING = "mail_sealing"
"""The kind of delivery by which the worker seals an original; its payload is the blob's name."""

_L = mail_table.c
# What runs for every mail is compiled once.
_CLOSED = (
    *("state", "reason", "content_key", "identifier", "sender", "conversation_id", "message_id"),
    "contents", "partner_request_id",
)  # fmt: skip
_CLOSE = Prepared(
    mail_table.update()
    .where(_L.id == sa.bindparam("b_id"))
    .values({name: sa.bindparam(name, type_=_L[name].type) for name in _CLOSED})
)


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was read, and its files lying in the blob store.

    `inline` gives the content id of each upload, or None. `cut` says why only its head lies here.
    """

    mail_id: int
    mail: ParsedMail
    uploads: list[Upload] = []
    inline: list[str | None] = []
    refused: list[Refused] = []
    cut: str | None = None


class Arrival(msgspec.Struct, frozen=True):
    """A mail on its way in: where it came to, and where it belongs."""

    mailbox: Mailbox
    understood: Understood
    key: str
    placed: Placed

    @property
    def conversation_id(self) -> int | None:
        """Where it belongs, None where it begins a conversation."""
        conversation = self.placed.conversation
        return None if conversation is None else conversation.id


def unreadable(mail: ParsedMail, why: str) -> ParsedMail:
    """Return a mail of whose text nothing could be read, marked by the warning `why`."""
    return msgspec.structs.replace(
        mail,
        text="",
        html=None,
        reply_text="",
        fragments=(),
        attachments=(),
        warnings=(*mail.warnings, why),
    )


def turn_away(tx: Tx, understood: Understood, reason: str) -> None:
    """Refuse a mail that belongs nowhere; its files go."""
    drop(tx, understood)
    tx.execute(
        mail_table.update()
        .where(_L.id == understood.mail_id)
        .values(state="refused", reason=reason)
    )


def close(
    tx: Tx,
    arrival: Arrival,
    *,
    state: str,
    reason: str | None = None,
    conversation_id: int | None = None,
    message_id: int | None = None,
    contents: Contents | None = None,
    partner_request_id: int | None = None,
) -> None:
    """Write into a mail's row what came of it; it is not taken in again."""
    mail = arrival.understood.mail
    tx.run(
        _CLOSE,
        b_id=arrival.understood.mail_id,
        state=state,
        reason=reason,
        content_key=arrival.key,
        identifier=mail.message_id,
        sender=mail.author.address.lower() if mail.author else None,
        conversation_id=conversation_id,
        message_id=message_id,
        contents=contents,
        partner_request_id=partner_request_id,
    )


def drop(tx: Tx, understood: Understood) -> None:
    """Let go of files that no message will carry."""
    for upload in understood.uploads:
        for blob in (upload.blob, upload.thumbnail_blob):
            if blob is not None:
                tx.deliver(NewDelivery(BLOB_REMOVAL, understood.mail_id, blob))


def keep_no_number(tx: Tx, understood: Understood) -> None:
    """Have the original of a mail with an identity number sealed: it would hold it in clear.

    From now on nobody gets it but by the vault, as the number itself.
    """
    mail = understood.mail
    said = "\n".join([mail.subject, mail.html or "", *(each.text for each in mail.fragments)])
    if not find(said):
        return
    blob = tx.execute(sa.select(_L.blob).where(_L.id == understood.mail_id)).scalar()
    if blob is not None:
        tx.deliver(NewDelivery(SEALING, understood.mail_id, blob))
        tx.execute(mail_table.update().where(_L.id == understood.mail_id).values(blob=None))


def contents_of(understood: Understood, inline: dict[str, int]) -> Contents:
    """Return what is kept of a mail's text and head; `inline` are pictures by content id."""
    mail = understood.mail
    return Contents(
        # Of an identity number the vault keeps what the message said; here it is masked.
        fragments=[replace(each, text=mask(each.text)) for each in mail.fragments],
        html=None if mail.html is None else mask(mail.html),
        inline=inline,
        refused=understood.refused,
        reply_to=shown(mail.reply_to),
        date=mail.date,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=list(mail.references),
        authentication=mail.authentication if mail.authentication.trusted else None,
        bounce=mail.bounce,
    )


def shown(addresses: Sequence[Address]) -> list[MailAddress]:
    """Return recipients as a message names them."""
    return [MailAddress(each.address, each.name) for each in addresses[:MOST_SHOWN]]
