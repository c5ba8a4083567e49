"""Partners by mail: what they are asked is queued for the post, and what became of it is told.

The post itself is the mail room's, which stands above this one and takes up what is queued here.
"""

from __future__ import annotations

from madoguchi.desk.operations import telling
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.partners import Partner
from madoguchi.partners.contracts.requests import RequestEntry
from madoguchi.partners.operations.links import new_link
from madoguchi.partners.operations.rows import line_of, request_anyhow
from madoguchi.partners.queries.partners import partner as find_partner
from madoguchi.partners.rules.requests import waiting

DELIVERY = "partner_mail"
"""The kind of delivery by which a partner is written to; its payload is the id of an entry."""


def write_to(tx: Tx, partner: Partner, entry: RequestEntry) -> None:
    """Queue what was said to a partner for its mail, where it is to be mailed."""
    if partner.mailed and partner.email is not None:
        tx.deliver(NewDelivery(DELIVERY, partner.id, str(entry.id)))


def link_in_mail(tx: Tx, request_id: int) -> str:
    """Return the token of a link for a mail: with it the request is answered without an account."""
    return new_link(tx, request_id, None)


def note_unreached(tx: Tx, request_id: int, address: str, reason: str) -> None:
    """Tell every conversation that waits for a request that the partner's mail did not get there.

    `reason` is the mail room's, or `no_mailbox` where the shop has none that sends.
    """
    request = request_anyhow(tx, request_id)
    partner = find_partner(tx, request.partner_id)
    for place in waiting(request.places):
        telling.tell(
            tx,
            "partner_unreached",
            telling.lock(tx, place.conversation_id),
            SYSTEM,
            key="partner_unreached",
            params={**line_of(request, partner, ""), "address": address, "reason": reason},
        )
