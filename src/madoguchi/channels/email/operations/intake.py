"""From a mail that lies stored to a message in its conversation, once, whatever dies between."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.contracts.mails import Contents, Refused
from madoguchi.channels.email.operations import (
    acknowledging,
    copies,
    from_partners,
    reports,
    storing,
)
from madoguchi.channels.email.operations.placing import Placed, existing, named_in, place
from madoguchi.channels.email.operations.senders import CHANNEL, introduce, revive, writer_of
from madoguchi.channels.email.queries import mailboxes, mails
from madoguchi.channels.email.rules.identity import content_key
from madoguchi.channels.email.tables import mail_table
from madoguchi.customers.vault.rules.recognition import find, mask
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import (
    Mail,
    MailAddress,
    Message,
    Speech,
    Thread,
)
from madoguchi.desk.operations import mailing
from madoguchi.desk.operations.attachments import BLOB_REMOVAL, Upload, keep, tie
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.partners import PartnerCaller

MOST_SHOWN = 50
"""Recipients that a message names; all of them are in the original."""
LOGO = 120
"""Pixels: inline pictures smaller than this are a signature's, and not listed as files."""
SEALING = "mail_sealing"
"""The kind of delivery by which the worker seals an original; its payload is the blob's name."""

_L = mail_table.c
# What runs for every mail is compiled once.
_WAITING = Prepared(
    sa.select(_L.mailbox_id, _L.state).where(_L.id == sa.bindparam("id")).with_for_update()
)
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


class _Arrival(msgspec.Struct, frozen=True):
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


def take_in_all(
    tx: Tx, understood: Sequence[Understood], *, reply_key: bytes, limit: int
) -> list[Message]:
    """Take mails in one after the other, so that an answer finds what it answers; see `take_in`."""
    taken = [take_in(tx, each, reply_key=reply_key, limit=limit) for each in understood]
    return [message for message in taken if message is not None]


def take_in(tx: Tx, understood: Understood, *, reply_key: bytes, limit: int) -> Message | None:
    """Make of a stored mail what it is: a message, another copy of one, a report, or nothing.

    A mail that was taken in before stays as it is. `limit` is a message's longest body.
    """
    rows = tx.run(_WAITING, id=understood.mail_id)
    if not rows or rows[0][1] != "fetched":
        _drop(tx, understood)
        return None
    mailbox = mailboxes.find(tx, rows[0][0])
    if mailbox is None:
        _turn_away(tx, understood, "mailbox-gone")
        return None
    mail = understood.mail
    key = content_key(mail)
    known = tx.run(copies.KNOWN, content_key=key)
    if known:
        _drop(tx, understood)
        copies.keep_one(tx, mail, understood.mail_id, copies.Known(*known[0]), mailbox)
        return None
    arrival = _Arrival(mailbox, understood, key, place(tx, mail, mailbox, reply_key))
    if mail.bounce is not None:
        reports.tell(tx, mail.bounce, named_in(mail), arrival.conversation_id)
        _drop(tx, understood)
        _close(tx, arrival, state="report", contents=_contents(understood, {}))
        return None
    ours = None if mail.message_id is None else mails.sent_as(tx, mail.message_id)
    if mail.automatic == "loop" or ours is not None:
        _break_loop(tx, arrival, None if ours is None else ours.conversation_id)
        return None
    answering = from_partners.asked_of(tx, mail, understood.mail_id, mailbox, reply_key)
    if answering is not None and answering.caller is not None:
        _take_answer(tx, arrival, answering, answering.caller, limit)
        return None
    message = _receive(tx, arrival, limit)
    if message is not None and answering is not None:
        # Nothing that comes is lost, and nobody answers in a partner's place.
        from_partners.tell_of_stranger(tx, answering, message, mail)
    return message


def give_up(tx: Tx, understood: Understood) -> None:
    """Leave a mail that cannot be taken in, named in the mailbox's log; its original is kept."""
    _drop(tx, understood)
    storing.give_up(tx, understood.mail_id, "unreadable")


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


def _receive(tx: Tx, arrival: _Arrival, limit: int) -> Message | None:
    mail, mailbox = arrival.understood.mail, arrival.mailbox
    conversation = arrival.placed.conversation
    # What belongs to a conversation is its shop's, whichever of our mailboxes it came to.
    shop_id = mailbox.shop_id if conversation is None else conversation.shop_id
    author = mail.author or Address("", f"unknown@{mailbox.address.rpartition('@')[2]}")
    address = author.address.lower()
    # DMARC alone says that the address in the mail's own head is the sender's (RFC 7489).
    proven = mail.authentication.dmarc == "pass"
    introduction = introduce(tx, shop_id, author, proven=proven)
    kept = [
        keep(
            tx,
            msgspec.structs.replace(upload, shop_id=shop_id, uploader=f"{CHANNEL}:{address}"),
        )
        for upload in arrival.understood.uploads
    ]
    inline = {
        cid: each.id for each, cid in zip(kept, arrival.understood.inline, strict=True) if cid
    }
    listed = [
        each
        for each in kept
        if each.id not in inline.values() or min(each.width or 0, each.height or 0) >= LOGO
    ]
    writer = writer_of(tx, conversation, author)
    body = mail.reply_text[:limit] or mail.subject[:limit] or "—"
    speech = Speech(client_id=arrival.key, body=body, attachment_ids=[each.id for each in listed])
    quiet = mail.automatic == "auto-reply" and arrival.conversation_id is not None
    warnings = [*mail.warnings, *(["other-sender"] if writer is not None else [])]
    mark = Mail(
        id=arrival.understood.mail_id,
        subject=mail.subject,
        sender=MailAddress(author.address, author.name),
        to=_shown(mail.to),
        cc=_shown(mail.cc),
        state="received",
        automatic=mail.automatic,
        warnings=warnings,
        folded=len(mail.fragments) > 1 or len(mail.reply_text) > limit,
        html=mail.html is not None,
    )
    try:
        posted = desk.receive(
            tx,
            introduction,
            speech,
            channel=CHANNEL,
            limit=limit,
            thread=Thread(
                conversation_id=arrival.conversation_id,
                subject=mail.subject or None,
                quiet=quiet,
                writer=writer,
            ),
            mail=mark,
        )
    except Forbidden:
        _close(tx, arrival, state="refused", reason="blocked")
        return None
    hidden = [each for each in kept if each not in listed]
    tie(tx, hidden, posted.message, for_staff=False)
    _close(
        tx,
        arrival,
        state="received",
        reason=arrival.understood.cut,
        conversation_id=posted.conversation_id,
        message_id=posted.message.id,
        contents=_contents(arrival.understood, inline),
    )
    _keep_no_number(tx, arrival.understood)
    revive(tx, address)
    if shop_id != mailbox.shop_id:
        conversation = existing(tx, posted.conversation_id)
        assert conversation is not None  # it has just got a message
        copies.tell_both(tx, conversation, mail, mailbox)
    if (claimed := arrival.placed.claimed) is not None:
        # Whoever reads it decides whether they belong together; of another shop nothing is told.
        earlier = claimed.id if claimed.shop_id == mailbox.shop_id else None
        mailing.write_line(
            tx, posted.conversation_id, "mail_not_joined", SYSTEM, "names_another", earlier=earlier
        )
    if posted.conversation_id != arrival.conversation_id and mail.automatic is None:
        acknowledging.acknowledge(tx, posted.conversation_id, mailbox, mark)
    return posted.message


def _take_answer(
    tx: Tx,
    arrival: _Arrival,
    answering: from_partners.Answering,
    caller: PartnerCaller,
    limit: int,
) -> None:
    """Let a partner's mail be what it says to a request; it is in no conversation of its own."""
    understood = arrival.understood
    files = [
        each
        for each, cid in zip(understood.uploads, understood.inline, strict=True)
        if cid is None or min(each.width or 0, each.height or 0) >= LOGO
    ]
    _drop(tx, replace(understood, uploads=[e for e in understood.uploads if e not in files]))
    if from_partners.take_in(tx, answering, caller, understood.mail, files, limit) is False:
        _drop(tx, replace(understood, uploads=files))
    _close(
        tx,
        arrival,
        state="received",
        reason=understood.cut,
        contents=_contents(understood, {}),
        partner_request_id=answering.request.id,
    )
    _keep_no_number(tx, understood)


def _break_loop(tx: Tx, arrival: _Arrival, sent_in: int | None) -> None:
    """Keep what came round out of the conversation, and say so there once."""
    _drop(tx, arrival.understood)
    conversation_id = arrival.conversation_id or sent_in
    told = (
        conversation_id is not None
        and tx.execute(
            sa.select(_L.id)
            .where(_L.conversation_id == conversation_id, _L.reason == "loop")
            .limit(1)
        ).first()
    )
    _close(tx, arrival, state="refused", reason="loop", conversation_id=conversation_id)
    if conversation_id is not None and not told:
        mailing.write_line(tx, conversation_id, "mail_loop_broken", SYSTEM, "mail_loop")


def _turn_away(tx: Tx, understood: Understood, reason: str) -> None:
    _drop(tx, understood)
    tx.execute(
        mail_table.update()
        .where(_L.id == understood.mail_id)
        .values(state="refused", reason=reason)
    )


def _close(
    tx: Tx,
    arrival: _Arrival,
    *,
    state: str,
    reason: str | None = None,
    conversation_id: int | None = None,
    message_id: int | None = None,
    contents: Contents | None = None,
    partner_request_id: int | None = None,
) -> None:
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


def _drop(tx: Tx, understood: Understood) -> None:
    """Let go of files that no message will carry."""
    for upload in understood.uploads:
        for blob in (upload.blob, upload.thumbnail_blob):
            if blob is not None:
                tx.deliver(NewDelivery(BLOB_REMOVAL, understood.mail_id, blob))


def _keep_no_number(tx: Tx, understood: Understood) -> None:
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


def _contents(understood: Understood, inline: dict[str, int]) -> Contents:
    mail = understood.mail
    return Contents(
        # Of an identity number the vault keeps what the message said; here it is masked.
        fragments=[replace(each, text=mask(each.text)) for each in mail.fragments],
        html=None if mail.html is None else mask(mail.html),
        inline=inline,
        refused=understood.refused,
        reply_to=_shown(mail.reply_to),
        date=mail.date,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=list(mail.references),
        authentication=mail.authentication if mail.authentication.trusted else None,
        bounce=mail.bounce,
    )


def _shown(addresses: Sequence[Address]) -> list[MailAddress]:
    return [MailAddress(each.address, each.name) for each in addresses[:MOST_SHOWN]]
