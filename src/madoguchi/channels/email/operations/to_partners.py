"""What a partner is asked, as a mail: written when its turn comes, answered to a signed address."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.email.addressing import request_address
from madoguchi.channels.email.compose import new_message_id, thread
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.operations import outgoing
from madoguchi.channels.email.queries import mailboxes, mails, replying
from madoguchi.channels.email.rules import outgoing as rules
from madoguchi.channels.email.rules.outgoing import Letter
from madoguchi.channels.email.tables import mail_table
from madoguchi.desk.contracts import MailAddress
from madoguchi.kernel import deliveries
from madoguchi.kernel.deliveries import Outcome
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.transaction import Tx, View
from madoguchi.partners import operations as partners
from madoguchi.partners.queries import mailing
from madoguchi.partners.queries.mailing import ToWrite
from madoguchi.partners.rules import letters
from madoguchi.shops import queries as shops

MOST_EARLIER = 20
"""Mails of one request that the next one names."""
_L = mail_table.c


def write(tx: Tx, delivery: Delivery, *, url: str, reply_key: bytes) -> None:
    """Make a mail of what was queued for a partner, and let it leave at once.

    Where the shop has no mailbox that sends, or mail to the partner comes back for good, the
    conversations that wait are told so. `url` is where the desk's pages stand.
    """
    found = mailing.to_write(tx, int(delivery.payload))
    if found is None:
        _settle(tx, delivery, ok=True, answer="not wanted any more")
        return
    assert found.partner.email is not None  # `to_write` saw to it
    mailbox = mailboxes.of_shop(tx, found.request.shop_id)
    reason = "no_mailbox" if mailbox is None else None
    if mails.dead_addresses(tx, [found.partner.email]):
        reason = "dead-address"
    if mailbox is None or reason is not None:
        partners.note_unreached(tx, found.request.id, found.partner.email, reason or "")
        _settle(tx, delivery, ok=False, answer=reason or "")
        return
    letter = _letter(tx, mailbox, found, found.partner.email, url, reply_key)
    mail_id = outgoing.store(
        tx, mailbox.id, None, letter, "waiting", partner_request_id=found.request.id
    )
    outgoing.queue(tx, mailbox.id, mail_id, tx.now)
    _settle(tx, delivery, ok=True, answer="written")


def _letter(
    tx: Tx, mailbox: Mailbox, found: ToWrite, address: str, url: str, reply_key: bytes
) -> Letter:
    partner, request, entry = found.partner, found.request, found.entry
    shop = shops.by_id(tx, request.shop_id)
    token = partners.link_in_mail(tx, request.id)
    written = letters.write(
        partner, request, entry, shop=shop.name, link=f"{url}/portal/link/{token}"
    )
    signature = replying.signature(mailbox, partner.locale)
    domain = mailbox.address.rpartition("@")[2]
    earlier = _earlier(tx, request.id)
    files = [file.id for file in entry.attachments]
    if sum(file.size for file in entry.attachments) > outgoing.LARGEST:
        files = []  # they are shown where the link leads
    own = None
    if mailbox.signed_replies:
        own = request_address(domain, request.id, reply_key, mailbox.address.partition("@")[0])
    return Letter(
        author=MailAddress(mailbox.address, shop.name),
        to=[MailAddress(address, partner.name)],
        subject=written.subject,
        text=rules.full_text(written.body, signature, ""),
        html=rules.as_html(written.body, signature, "", ""),
        identifier=new_message_id(domain),
        in_reply_to=earlier[-1] if earlier else None,
        references=list(thread(None, earlier)),
        reply_to=own,
        files=files,
    )


def _earlier(view: View, request_id: int) -> list[str]:
    """Return the identifiers of a request's mails, ours and theirs, the oldest first."""
    rows = view.execute(
        sa.select(_L.identifier)
        .where(_L.partner_request_id == request_id, _L.identifier.is_not(None))
        .order_by(_L.id.desc())
        .limit(MOST_EARLIER)
    ).scalars()
    return list(rows)[::-1]


def _settle(tx: Tx, delivery: Delivery, *, ok: bool, answer: str) -> None:
    deliveries.settle(tx, delivery, Outcome(ok, None, answer, 0, final=not ok))
