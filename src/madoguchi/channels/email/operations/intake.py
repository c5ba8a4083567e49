"""From a mail that lies stored to a message in its conversation, once, whatever dies between."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.contracts.mails import Contents, Refused
from madoguchi.channels.email.operations import acknowledging, reports
from madoguchi.channels.email.operations.senders import CHANNEL, introduce, revive, writer_of
from madoguchi.channels.email.queries import mailboxes, mails
from madoguchi.channels.email.rules.identity import content_key
from madoguchi.channels.email.tables import mail_table
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import (
    Conversation,
    Mail,
    MailAddress,
    Message,
    Speech,
    Thread,
)
from madoguchi.desk.operations import mailing
from madoguchi.desk.operations.attachments import BLOB_REMOVAL, Upload, keep, tie
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.kernel.feed import SYSTEM, Change, NewEvent
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import queries as shops

MOST_SHOWN = 50
"""Recipients that a message names; all of them are in the original."""
LOGO = 120
"""Pixels: inline pictures smaller than this are a signature's, and not listed as files."""
_L = mail_table.c


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was read, and its files lying in the blob store.

    `inline` gives the content id of each upload, or None.
    """

    mail_id: int
    mail: ParsedMail
    uploads: list[Upload] = []
    inline: list[str | None] = []
    refused: list[Refused] = []


class _Place(msgspec.Struct, frozen=True):
    """Where a mail is on its way in."""

    row: sa.Row[tuple[object, ...]]
    mailbox: Mailbox
    understood: Understood
    key: str
    conversation: Conversation | None

    @property
    def conversation_id(self) -> int | None:
        """Where it belongs, None where it begins a conversation."""
        return None if self.conversation is None else self.conversation.id


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
    row = tx.execute(
        sa.select(mail_table).where(_L.id == understood.mail_id).with_for_update()
    ).first()
    if row is None or row.state != "fetched":
        _drop(tx, understood)
        return None
    mailbox = mailboxes.find(tx, row.mailbox_id)
    if mailbox is None:
        _turn_away(tx, understood, "mailbox-gone")
        return None
    mail = understood.mail
    key = content_key(mail)
    known = tx.execute(sa.select(mail_table).where(_L.content_key == key).with_for_update()).first()
    if known is not None:
        _again(tx, understood, row, known, mailbox)
        return None
    wanted = [each.address for each in (*mail.to, *mail.cc)]
    conversation_id = mails.conversation_of(tx, wanted, _named(mail), reply_key)
    place = _Place(row, mailbox, understood, key, _existing(tx, conversation_id))
    if mail.bounce is not None:
        reports.tell(tx, mail.bounce, place.conversation_id)
        _drop(tx, understood)
        _close(tx, place, state="report", contents=_contents(understood, {}))
        return None
    if mail.automatic == "loop" or _is_ours(tx, mail):
        _break_loop(tx, place)
        return None
    return _receive(tx, place, limit)


def give_up(tx: Tx, understood: Understood) -> None:
    """Leave a mail that cannot be taken in, named in the mailbox's log; its original is kept."""
    _drop(tx, understood)
    tx.execute(
        mail_table.update()
        .where(_L.id == understood.mail_id, _L.state == "fetched")
        .values(state="broken", reason="unreadable")
    )


def unreadable(mail: ParsedMail) -> ParsedMail:
    """Return a mail of whose text nothing could be read, marked as such."""
    return msgspec.structs.replace(
        mail,
        text="",
        html=None,
        reply_text="",
        fragments=(),
        attachments=(),
        warnings=(*mail.warnings, "unreadable"),
    )


def _receive(tx: Tx, place: _Place, limit: int) -> Message | None:
    mail, mailbox = place.understood.mail, place.mailbox
    author = mail.author or Address("", f"unknown@{mailbox.address.rpartition('@')[2]}")
    address = author.address.lower()
    introduction = introduce(tx, mailbox, author)
    kept = [
        keep(tx, msgspec.structs.replace(upload, uploader=f"{CHANNEL}:{address}"))
        for upload in place.understood.uploads
    ]
    inline = {cid: each.id for each, cid in zip(kept, place.understood.inline, strict=True) if cid}
    listed = [
        each
        for each in kept
        if each.id not in inline.values() or min(each.width or 0, each.height or 0) >= LOGO
    ]
    writer = writer_of(tx, place.conversation, author)
    body = mail.reply_text[:limit] or mail.subject[:limit] or "—"
    speech = Speech(client_id=place.key, body=body, attachment_ids=[each.id for each in listed])
    quiet = mail.automatic == "auto-reply" and place.conversation_id is not None
    warnings = [*mail.warnings, *(["other-sender"] if writer is not None else [])]
    mark = Mail(
        id=place.understood.mail_id,
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
                conversation_id=place.conversation_id,
                subject=mail.subject or None,
                quiet=quiet,
                writer=writer,
            ),
            mail=mark,
        )
    except Forbidden:
        _close(tx, place, state="refused", reason="blocked")
        return None
    hidden = [each for each in kept if each not in listed]
    tie(tx, hidden, posted.message, for_staff=False)
    _close(
        tx,
        place,
        state="received",
        conversation_id=posted.conversation_id,
        message_id=posted.message.id,
        contents=_contents(place.understood, inline),
    )
    revive(tx, address)
    if posted.conversation_id != place.conversation_id and mail.automatic is None:
        acknowledging.acknowledge(tx, posted.conversation_id, mailbox, mark)
    return posted.message


def _again(
    tx: Tx,
    understood: Understood,
    row: sa.Row[tuple[object, ...]],
    known: sa.Row[tuple[object, ...]],
    mailbox: Mailbox,
) -> None:
    """Keep one of two copies; where they came to two mailboxes, both shops are told."""
    _drop(tx, understood)
    tx.deliver(NewDelivery(BLOB_REMOVAL, understood.mail_id, row._mapping["blob"]))
    conversation_id = known._mapping["conversation_id"]
    tx.execute(
        mail_table.update()
        .where(_L.id == understood.mail_id)
        .values(
            state="again",
            blob=None,
            conversation_id=conversation_id,
            message_id=known._mapping["message_id"],
        )
    )
    if conversation_id is None or known._mapping["mailbox_id"] == mailbox.id:
        return
    shop = shops.by_id(tx, mailbox.shop_id)
    after = mailing.write_line(
        tx,
        conversation_id,
        "mail_also_sent",
        SYSTEM,
        "also_sent_to",
        address=mailbox.address,
        shop=shop.name,
    )
    if after.shop_id != mailbox.shop_id:
        # Those of the other shop alone cannot see the conversation: their own line in the feed.
        change = Change("mailbox", mailbox.id, mailbox.version, mailbox)
        tx.record(NewEvent("mail_also_sent", SYSTEM, [change], shop_id=mailbox.shop_id))


def _break_loop(tx: Tx, place: _Place) -> None:
    """Keep what came round out of the conversation, and say so there once."""
    _drop(tx, place.understood)
    told = (
        place.conversation_id is not None
        and tx.execute(
            sa.select(_L.id)
            .where(_L.conversation_id == place.conversation_id, _L.reason == "loop")
            .limit(1)
        ).first()
    )
    _close(tx, place, state="refused", reason="loop", conversation_id=place.conversation_id)
    if place.conversation_id is not None and not told:
        mailing.write_line(tx, place.conversation_id, "mail_loop_broken", SYSTEM, "mail_loop")


def _turn_away(tx: Tx, understood: Understood, reason: str) -> None:
    _drop(tx, understood)
    tx.execute(
        mail_table.update()
        .where(_L.id == understood.mail_id)
        .values(state="refused", reason=reason)
    )


def _close(
    tx: Tx,
    place: _Place,
    *,
    state: str,
    reason: str | None = None,
    conversation_id: int | None = None,
    message_id: int | None = None,
    contents: Contents | None = None,
) -> None:
    mail = place.understood.mail
    tx.execute(
        mail_table.update()
        .where(_L.id == place.understood.mail_id)
        .values(
            state=state,
            reason=reason,
            content_key=place.key,
            identifier=mail.message_id,
            sender=mail.author.address.lower() if mail.author else None,
            conversation_id=conversation_id,
            message_id=message_id,
            contents=contents,
        )
    )


def _drop(tx: Tx, understood: Understood) -> None:
    """Let go of files that no message will carry."""
    for upload in understood.uploads:
        for blob in (upload.blob, upload.thumbnail_blob):
            if blob is not None:
                tx.deliver(NewDelivery(BLOB_REMOVAL, understood.mail_id, blob))


def _contents(understood: Understood, inline: dict[str, int]) -> Contents:
    mail = understood.mail
    return Contents(
        fragments=list(mail.fragments),
        html=mail.html,
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


def _named(mail: ParsedMail) -> list[str]:
    """Return the mails that a mail names, the nearest first (RFC 5322 §3.6.4)."""
    near = [mail.in_reply_to] if mail.in_reply_to else []
    return list(dict.fromkeys([*near, *reversed(mail.references)]))


def _existing(tx: Tx, conversation_id: int | None) -> Conversation | None:
    if conversation_id is None:
        return None
    try:
        return conversations.conversation(tx, conversation_id, by=THE_DESK)
    except NotFound:
        return None


def _is_ours(tx: Tx, mail: ParsedMail) -> bool:
    """Say whether a mail is one that we sent ourselves and that came back to one of our boxes."""
    return mail.message_id is not None and mails.sent_as(tx, mail.message_id) is not None


def _shown(addresses: Sequence[Address]) -> list[MailAddress]:
    return [MailAddress(each.address, each.name) for each in addresses[:MOST_SHOWN]]
