"""From a mail that lies stored to a message in its conversation, once, whatever dies between."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.channels.email.contracts import Address
from madoguchi.channels.email.operations import (
    acknowledging,
    arriving,
    copies,
    from_partners,
    reports,
    storing,
)
from madoguchi.channels.email.operations.arriving import Arrival, Understood
from madoguchi.channels.email.operations.placing import existing, named_in, place
from madoguchi.channels.email.operations.senders import CHANNEL, introduce, revive, writer_of
from madoguchi.channels.email.queries import mailboxes, mails
from madoguchi.channels.email.rules.identity import content_key
from madoguchi.channels.email.tables import mail_table
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Mail, MailAddress, Message, Speech, Thread
from madoguchi.desk.operations import mailing
from madoguchi.desk.operations.attachments import keep, tie
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.partners import PartnerCaller

LOGO = 120
"""Pixels: inline pictures smaller than this are a signature's, and not listed as files."""
_L = mail_table.c
# What runs for every mail is compiled once.
_WAITING = Prepared(
    sa.select(_L.mailbox_id, _L.state).where(_L.id == sa.bindparam("id")).with_for_update()
)


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
        arriving.drop(tx, understood)
        return None
    mailbox = mailboxes.find(tx, rows[0][0])
    if mailbox is None:
        arriving.turn_away(tx, understood, "mailbox-gone")
        return None
    mail = understood.mail
    key = content_key(mail)
    known = tx.run(copies.KNOWN, content_key=key)
    if known:
        arriving.drop(tx, understood)
        copies.keep_one(tx, mail, understood.mail_id, copies.Known(*known[0]), mailbox)
        return None
    arrival = Arrival(mailbox, understood, key, place(tx, mail, mailbox, reply_key))
    if mail.bounce is not None:
        reports.tell(tx, mail.bounce, named_in(mail), arrival.conversation_id)
        arriving.drop(tx, understood)
        arriving.close(tx, arrival, state="report", contents=arriving.contents_of(understood, {}))
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
    arriving.drop(tx, understood)
    storing.give_up(tx, understood.mail_id, "unreadable")


def _receive(tx: Tx, arrival: Arrival, limit: int) -> Message | None:
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
        to=arriving.shown(mail.to),
        cc=arriving.shown(mail.cc),
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
        arriving.close(tx, arrival, state="refused", reason="blocked")
        return None
    hidden = [each for each in kept if each not in listed]
    tie(tx, hidden, posted.message, for_staff=False)
    arriving.close(
        tx,
        arrival,
        state="received",
        reason=arrival.understood.cut,
        conversation_id=posted.conversation_id,
        message_id=posted.message.id,
        contents=arriving.contents_of(arrival.understood, inline),
    )
    arriving.keep_no_number(tx, arrival.understood)
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
    arrival: Arrival,
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
    arriving.drop(
        tx, replace(understood, uploads=[e for e in understood.uploads if e not in files])
    )
    if from_partners.take_in(tx, answering, caller, understood.mail, files, limit) is False:
        arriving.drop(tx, replace(understood, uploads=files))
    arriving.close(
        tx,
        arrival,
        state="received",
        reason=understood.cut,
        contents=arriving.contents_of(understood, {}),
        partner_request_id=answering.request.id,
    )
    arriving.keep_no_number(tx, understood)


def _break_loop(tx: Tx, arrival: Arrival, sent_in: int | None) -> None:
    """Keep what came round out of the conversation, and say so there once."""
    arriving.drop(tx, arrival.understood)
    conversation_id = arrival.conversation_id or sent_in
    told = (
        conversation_id is not None
        and tx.execute(
            sa.select(_L.id)
            .where(_L.conversation_id == conversation_id, _L.reason == "loop")
            .limit(1)
        ).first()
    )
    arriving.close(tx, arrival, state="refused", reason="loop", conversation_id=conversation_id)
    if conversation_id is not None and not told:
        mailing.write_line(tx, conversation_id, "mail_loop_broken", SYSTEM, "mail_loop")
