"""In which conversation a mail belongs, and in which it only claims to."""

from __future__ import annotations

import msgspec

from madoguchi.channels.email.contracts import ParsedMail
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.queries import mailboxes, threads
from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK

MOST_ADDRESSES = 50
"""Recipients of a mail among whom our own are looked for."""


class Placed(msgspec.Struct, frozen=True):
    """Where a mail belongs, None where it begins a conversation.

    `claimed` is one whose mails it names without having a part in it.
    """

    conversation: Conversation | None = None
    claimed: Conversation | None = None


def place(tx: Tx, mail: ParsedMail, mailbox: Mailbox, reply_key: bytes) -> Placed:
    """Place a mail: by our signed address, else by the nearest mail it names; never by its subject.

    Anybody can name a mail. So its author must have a part in the thread, as who wrote, got or was
    copied a mail of it, and it must have come to a shop that the thread is with.
    """
    signed = threads.signed_for([each.address for each in (*mail.to, *mail.cc)], reply_key)
    if signed is not None and (found := existing(tx, signed)) is not None:
        return Placed(found)
    named = threads.named_by(tx, named_in(mail))
    if not named:
        return Placed()
    own = mailboxes.own_addresses(tx)
    author = None if mail.author is None else bare_address(mail.author.address)
    shops = {mailbox.shop_id}
    if any(each.shop_id != mailbox.shop_id for each in named):
        shops |= _shops_written_to(tx, mail)
    for each in named:
        # Our own addresses are on every mail of a thread: who claims to be one of them is no proof.
        if each.shop_id in shops and author in each.participants and author not in own:
            return Placed(existing(tx, each.conversation_id))
    return Placed(claimed=existing(tx, named[0].conversation_id))


def named_in(mail: ParsedMail) -> list[str]:
    """Return the mails that a mail names, the nearest first (RFC 5322 §3.6.4)."""
    near = [mail.in_reply_to] if mail.in_reply_to else []
    return list(dict.fromkeys([*near, *reversed(mail.references)]))


def existing(tx: Tx, conversation_id: int) -> Conversation | None:
    """Return a conversation, None where there is no such one."""
    try:
        return conversations.conversation(tx, conversation_id, by=THE_DESK)
    except NotFound:
        return None


def _shops_written_to(tx: Tx, mail: ParsedMail) -> set[int]:
    """Return the shops among a mail's recipients: an answer to all comes to each of them."""
    addresses = (*mail.to, *mail.cc)[:MOST_ADDRESSES]
    found = (mailboxes.by_address(tx, each.address) for each in addresses)
    return {mailbox.shop_id for mailbox in found if mailbox is not None}
