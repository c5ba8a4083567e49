"""Writing to somebody first, by mail."""

from __future__ import annotations

import msgspec

from madoguchi.channels.email.contracts import Address
from madoguchi.channels.email.operations.outgoing import say
from madoguchi.channels.email.operations.senders import introduce
from madoguchi.channels.email.queries import mailboxes
from madoguchi.channels.email.rules import outgoing as rules
from madoguchi.desk.contracts import MailWishes, Posted
from madoguchi.desk.operations import mailing
from madoguchi.desk.promises.contracts import Reply
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.ids import Id
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


class FirstMail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail that begins a conversation: `speech.mail` names to whom, and its subject.

    It goes from `mailbox_id`, else from the oldest of the shop's that sends.
    """

    shop_id: Id
    mailbox_id: Id | None = None
    speech: Reply


def write_first(tx: Tx, first: FirstMail, *, by: Actor, limit: int, reply_key: bytes) -> Posted:
    """Begin a conversation with the first recipient, and queue the mail as any reply.

    Sending the same `client_id` again returns the stored message. Raises `Invalid` without a
    recipient or a subject, and `Conflict` where the shop has no mailbox that sends, or not the one
    that was chosen.
    """
    wishes = first.speech.mail or MailWishes()
    to, _, _ = rules.recipients(None, wishes, None, mailboxes.own_addresses(tx))
    if not (wishes.subject or "").strip():
        raise Invalid("mail.subject_missing", field="speech.mail.subject")
    mailbox = mailboxes.sending(tx, first.shop_id, first.mailbox_id)
    if mailbox is None:
        raise Conflict("mail.no_mailbox", field="mailbox_id")
    stored = mailing.said_before(tx, first.speech.client_id, by=by)
    if stored is not None:
        return Posted(stored, stored.conversation_id, again=True)
    introduction = introduce(tx, mailbox.shop_id, Address(to[0].name, to[0].address), proven=False)
    subject = rules.subject_of(None, wishes, "")
    begun = mailing.begin(tx, introduction, subject, by=by)
    return say(tx, begun.id, first.speech, by=by, limit=limit, reply_key=reply_key, mailbox=mailbox)
