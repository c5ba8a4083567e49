"""What a reply by mail would be as the desk does it: from where, to whom, how it ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.contracts.mails import ReplyPlan
from madoguchi.channels.email.queries import mailboxes, mails
from madoguchi.channels.email.rules import outgoing as rules
from madoguchi.channels.email.rules.outgoing import Answered
from madoguchi.customers import queries as customers
from madoguchi.desk.contracts import Conversation, MailAddress, MailWishes
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.transaction import View
from madoguchi.language.catalogue import LOCALES, best_locale, text
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Shop


def reply_plan(view: View, conversation_id: int, *, by: Actor) -> ReplyPlan:
    """Return what a reply would be where nothing else is wished for.

    Where nobody is left to write to, `to` is empty; without a mailbox that sends, `sender` is None.
    """
    conversation = conversations.conversation(view, conversation_id, by=by)
    shop = shops.by_id(view, conversation.shop_id)
    locale = locale_of(conversation, shop)
    mailbox = mailbox_for(view, conversation)
    answered = mails.answered(view, conversation_id)
    own = mailboxes.own_addresses(view)
    to: list[MailAddress] = []
    cc: list[MailAddress] = []
    customer = customer_address(view, conversation)
    with suppress(Invalid):  # the agent names somebody, or the reply is refused
        to, cc, _ = rules.recipients(answered, MailWishes(), customer, own)
    quoted = ""
    if answered is not None and answered.author is not None and answered.text:
        quoted = rules.quoted_below(answered, attribution(answered, shop, locale))
    dead = mails.dead_addresses(view, [each.address for each in [*to, *cc]])
    return ReplyPlan(
        sender=None if mailbox is None else MailAddress(mailbox.address, shop.name),
        to=to,
        cc=cc,
        subject=rules.subject_of(answered, MailWishes(), conversation.subject or ""),
        signature="" if mailbox is None else signature(mailbox, locale),
        quoted=quoted,
        held=rules.held_because(answered, [*to, *cc], own, dead),
    )


def mailbox_for(view: View, conversation: Conversation) -> Mailbox | None:
    """Return the mailbox that a conversation is answered from: the one it came to, if it sends."""
    used = mails.mailbox_of(view, conversation.id)
    found = None if used is None else mailboxes.find(view, used)
    if found is not None and found.active and found.smtp is not None:
        return found
    return mailboxes.of_shop(view, conversation.shop_id)


def locale_of(conversation: Conversation, shop: Shop) -> str:
    """Return the language of ours that a conversation's customer reads best."""
    return best_locale(conversation.language or shop.locale)


def signature(mailbox: Mailbox, locale: str) -> str:
    """Return a mailbox's signature in a language, or the nearest it has; empty without any."""
    if not mailbox.signatures:
        return ""
    fitting = best_locale(locale, [*LOCALES, "en"])
    chosen = mailbox.signatures.get(locale) or mailbox.signatures.get(fitting)
    return chosen or next(iter(mailbox.signatures.values()))


def attribution(answered: Answered, shop: Shop, locale: str) -> str:
    """Return "On …, … wrote:" as the customer's language has it, in the shop's time."""
    assert answered.author is not None  # the caller has looked
    name = answered.author.name or answered.author.address
    date = "" if answered.at is None else format_moment(answered.at, shop, locale)
    return text("mail.wrote", locale, date=date, name=name)


def format_moment(moment: datetime, shop: Shop, locale: str) -> str:
    """Return an instant as a language writes it, in the shop's zone."""
    zone = ZoneInfo(shop.zone)
    return format_datetime(moment, "medium", tzinfo=zone, locale=locale.replace("-", "_"))


def customer_address(view: View, conversation: Conversation) -> MailAddress | None:
    """Return where a conversation's customer is written to, None where nobody knows."""
    customer = customers.find(view, conversation.customer_id)
    if customer is None or customer.email is None:
        return None
    return MailAddress(customer.email, customer.name)
