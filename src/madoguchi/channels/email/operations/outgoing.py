"""What staff write as a mail: queued with its text whole, held, taken back, released."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.channels.email.addressing import reply_address
from madoguchi.channels.email.compose import new_message_id, thread
from madoguchi.channels.email.contracts import Fragment
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.contracts.mails import Contents
from madoguchi.channels.email.operations.mailboxes import DELIVERY
from madoguchi.channels.email.queries import mailboxes, mails, replying
from madoguchi.channels.email.reply_text import split_reply
from madoguchi.channels.email.rules import outgoing as rules
from madoguchi.channels.email.rules.outgoing import Answered, Letter
from madoguchi.channels.email.tables import mail_table
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk.contracts import (
    Conversation,
    Mail,
    MailAddress,
    MailWishes,
    Message,
    Posted,
    Speech,
)
from madoguchi.desk.operations import mailing
from madoguchi.desk.promises import operations as promises
from madoguchi.desk.promises.contracts import Reply
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel import deliveries
from madoguchi.kernel.errors import Conflict, NotFound, TooLarge
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops

LARGEST = 25 * 1024 * 1024
"""Bytes of a mail's files together: what the great providers take, before base64 makes it more."""
_L = mail_table.c


def say(
    tx: Tx,
    conversation_id: int,
    speech: Reply,
    *,
    by: Actor,
    limit: int,
    reply_key: bytes,
    mailbox: Mailbox | None = None,
) -> Posted:
    """Store what staff say; in a conversation by mail a reply is queued to be sent as one.

    It goes from the mailbox that the conversation came to unless another is given. It leaves when
    it can no longer be taken back, or when it is wished to; one that must not leave by itself is
    held. Raises `Conflict` where the shop has no mailbox that sends.
    """
    before = conversations.conversation(tx, conversation_id, by=by)
    if before.channel != "email" or speech.kind == "note":
        return promises.reply(tx, conversation_id, speech, by=by, limit=limit)
    mailbox = mailbox or replying.mailbox_for(tx, before)
    if mailbox is None:
        raise Conflict("mail.no_mailbox")
    mail_id, mark, letter = _write(tx, before, mailbox, speech, by, reply_key)
    posted = promises.reply(tx, conversation_id, speech, by=by, limit=limit, mail=mark)
    if posted.again:
        tx.execute(mail_table.delete().where(_L.id == mail_id))
        return posted
    files = [each.id for each in posted.message.attachments]
    _check_size(tx, files)
    tx.execute(
        mail_table.update()
        .where(_L.id == mail_id)
        .values(message_id=posted.message.id, letter=msgspec.structs.replace(letter, files=files))
    )
    if mark.state == "waiting":
        assert mark.send_at is not None  # set with the state
        queue(tx, mailbox.id, mail_id, mark.send_at)
    return posted


def queue(tx: Tx, mailbox_id: int, mail_id: int, at: datetime) -> None:
    """Let a mail be sent at an instant."""
    deliveries.queue(tx, NewDelivery(DELIVERY, mailbox_id, str(mail_id)), due=at)


def take_mail_back(tx: Tx, message_id: int, *, by: Actor) -> Message:
    """Take a reply back that has not left. Raises `Conflict` once it has."""
    message = messages.message(tx, message_id, by=by)
    row = _outgoing(tx, message_id)
    if row is None or message.mail is None:
        raise NotFound("mail.not_found")
    if row.state not in ("waiting", "held"):
        raise Conflict("mail.too_late")
    tx.execute(mail_table.update().where(_L.id == row.id).values(state="taken_back", letter=None))
    return mailing.take_back(tx, message_id, by.doer)


def release(tx: Tx, message_id: int, *, by: Actor) -> Message:
    """Let a held reply leave after all. Raises `Conflict` for one that is not held."""
    messages.message(tx, message_id, by=by)
    row = _outgoing(tx, message_id)
    if row is None:
        raise NotFound("mail.not_found")
    if row.state != "held":
        raise Conflict("mail.not_held")
    if mailboxes.find(tx, row.mailbox_id) is None:
        raise Conflict("mail.no_mailbox")
    at = tx.now + rules.TAKE_BACK
    tx.execute(mail_table.update().where(_L.id == row.id).values(state="waiting"))
    queue(tx, row.mailbox_id, row.id, at)
    return mailing.mark_mail(
        tx, message_id, "mail_released", by.doer, state="waiting", reason=None, send_at=at
    )


def letter_for(
    tx: Tx,
    conversation: Conversation,
    mailbox: Mailbox,
    answered: Answered | None,
    body: str,
    *,
    recipients: tuple[list[MailAddress], list[MailAddress], list[MailAddress]],
    subject: str,
    reply_key: bytes | None,
    quote: bool,
    automatic: bool = False,
) -> Letter:
    """Return a letter in a conversation: threaded, signed in the customer's language, quoting."""
    shop = shops.by_id(tx, conversation.shop_id)
    locale = replying.locale_of(conversation, shop)
    signature = replying.signature(mailbox, locale)
    said = ""
    if quote and answered is not None and answered.author is not None and answered.text:
        said = replying.attribution(answered, shop, locale)
    to, cc, bcc = recipients
    domain = mailbox.address.rpartition("@")[2]
    own = None
    if mailbox.signed_replies and reply_key is not None:
        name = mailbox.address.partition("@")[0]
        own = reply_address(domain, conversation.id, reply_key, name)
    return Letter(
        author=MailAddress(mailbox.address, shop.name),
        to=to,
        cc=cc,
        bcc=bcc,
        subject=subject,
        text=rules.full_text(
            body,
            signature,
            rules.quoted_below(answered, said) if said and answered is not None else "",
        ),
        html=rules.as_html(
            body, signature, said, answered.text if said and answered is not None else ""
        ),
        identifier=new_message_id(domain),
        in_reply_to=None if answered is None else answered.identifier,
        references=[]
        if answered is None
        else list(thread(answered.identifier, answered.references)),
        reply_to=own,
        automatic=automatic,
    )


def fragments_of(body: str, whole: str) -> list[Fragment]:
    """Return a reply's text in parts: the words that were said, then what the desk put below."""
    said = body.rstrip()
    below = whole.removeprefix(said)
    if not below.strip() or below == whole:
        return [Fragment("new", whole)]
    return [Fragment("new", said), *split_reply(below).fragments]


def store(
    tx: Tx,
    mailbox_id: int,
    conversation_id: int | None,
    letter: Letter,
    state: str,
    contents: Contents | None = None,
    partner_request_id: int | None = None,
) -> int:
    """Store a letter to be sent, and return the mail's id; its `contents` outlast the letter."""
    mail_id: int = tx.execute(
        mail_table.insert()
        .values(
            mailbox_id=mailbox_id,
            state=state,
            attempts=0,
            size=0,
            identifier=letter.identifier,
            sender=letter.author.address,
            conversation_id=conversation_id,
            partner_request_id=partner_request_id,
            letter=letter,
            contents=contents,
            created_at=tx.now,
        )
        .returning(_L.id)
    ).scalar_one()
    return mail_id


def _write(
    tx: Tx,
    before: Conversation,
    mailbox: Mailbox,
    speech: Speech,
    by: Actor,
    reply_key: bytes,
) -> tuple[int, Mail, Letter]:
    wishes = speech.mail or MailWishes()
    answered = mails.answered(tx, before.id)
    own = mailboxes.own_addresses(tx)
    recipients = rules.recipients(answered, wishes, replying.customer_address(tx, before), own)
    to, cc, bcc = recipients
    everybody = [*to, *cc, *bcc]
    held = rules.held_because(
        answered, everybody, own, mails.dead_addresses(tx, [each.address for each in everybody])
    )
    leaves = rules.leaves_at(wishes, tx.now)
    body = mask(speech.body)
    letter = letter_for(
        tx,
        before,
        mailbox,
        answered,
        body,
        recipients=recipients,
        subject=mask(rules.subject_of(answered, wishes, before.subject or "")),
        reply_key=reply_key,
        quote=wishes.quote,
    )
    state = "waiting" if held is None else "held"
    fragments = fragments_of(body, letter.text)
    contents = Contents(fragments=fragments, html=None)
    mail_id = store(tx, mailbox.id, before.id, letter, state, contents)
    mark = Mail(
        id=mail_id,
        subject=letter.subject,
        sender=letter.author,
        to=to,
        cc=cc,
        bcc=bcc,
        state="waiting" if held is None else "held",
        send_at=leaves if held is None else None,
        reason=held,
        folded=len(fragments) > 1,
        html=True,
    )
    return mail_id, mark, letter


def _check_size(tx: Tx, files: list[int]) -> None:
    if not files:
        return
    columns = attachment_table.c
    total = tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(columns.size), 0)).where(columns.id.in_(files))
    ).scalar_one()
    if total > LARGEST:
        raise TooLarge("mail.too_large", field="attachment_ids", megabytes=LARGEST // 1024**2)


def _outgoing(tx: Tx, message_id: int) -> sa.Row[Any] | None:
    return tx.execute(
        sa.select(mail_table)
        .where(_L.message_id == message_id, _L.folder.is_(None))
        .with_for_update()
    ).first()
