"""The automatic confirmation that a mail has arrived: once a conversation, never to machines."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from madoguchi.channels.email.compose import reply_subject
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.operations import outgoing
from madoguchi.channels.email.queries import mailboxes, mails, replying
from madoguchi.channels.email.tables import mail_table
from madoguchi.customers import queries as customers
from madoguchi.desk.contracts import Mail, MailAddress
from madoguchi.desk.operations import mailing
from madoguchi.desk.queries import conversations
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import text
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import queries as shops
from madoguchi.shops.rules import opening

ONCE_IN = timedelta(hours=24)
"""How often one address is told, however many conversations it begins: two machines that both
answer by themselves would begin one after the other.
"""
_L = mail_table.c


def acknowledge(tx: Tx, conversation_id: int, mailbox: Mailbox, mark: Mail) -> None:
    """Tell whoever has begun a conversation that their mail has arrived, in their language."""
    given = mailbox.acknowledgement
    if not given.on or mailbox.smtp is None or mark.sender is None:
        return
    to = mark.sender
    if to.address.lower() in mailboxes.own_addresses(tx) or mails.dead_addresses(tx, [to.address]):
        return
    conversation = conversations.conversation(tx, conversation_id, by=THE_DESK)
    if conversation.simulated or _told_lately(tx, conversation.customer_id):
        return
    shop = shops.by_id(tx, conversation.shop_id)
    locale = replying.locale_of(conversation, shop)
    opens = opening.opens_at(shop.hours, tx.now)
    ours = "mail.acknowledgement.open" if opens is None else "mail.acknowledgement.closed"
    texts = given.open if opens is None else given.closed
    customer = customers.find(tx, conversation.customer_id)
    filled = {
        "customer": to.name or (customer.name if customer else to.address),
        "shop": shop.name,
        "subject": mark.subject,
        "opens_at": "" if opens is None else replying.format_moment(opens, shop, locale),
    }
    body = _fill(texts[locale], filled) if locale in texts else text(ours, locale, **filled)
    answered = mails.answered(tx, conversation_id)
    letter = outgoing.letter_for(
        tx,
        conversation,
        mailbox,
        answered,
        body,
        recipients=([MailAddress(to.address, to.name)], [], []),
        subject=reply_subject(mark.subject),
        reply_key=None,
        quote=False,
        automatic=True,
    )
    mail_id = outgoing.store(tx, mailbox.id, conversation_id, letter, "waiting")
    outgoing.queue(tx, mailbox.id, mail_id, tx.now)
    mailing.write_line(tx, conversation_id, "mail_acknowledged", SYSTEM, "acknowledged")


def _told_lately(tx: Tx, customer_id: int) -> bool:
    told = tx.execute(
        sa.select(_L.id)
        .where(
            _L.folder.is_(None),
            _L.message_id.is_(None),
            _L.conversation_id.in_(
                sa.select(conversation_table.c.id).where(
                    conversation_table.c.customer_id == customer_id
                )
            ),
            _L.created_at > tx.now - ONCE_IN,
        )
        .limit(1)
    ).first()
    return told is not None


def _fill(template: str, values: dict[str, str]) -> str:
    """Fill the known names in; anything else in braces is the owner's own."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template
