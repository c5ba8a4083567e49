"""Customers as platforms tell of them: whom we know is filled in, whom we do not is made."""

from __future__ import annotations

import msgspec

from madoguchi.connectors.connections.contracts import Context, CustomerNews, ErasureNews
from madoguchi.customers.contracts import Customer, Identity
from madoguchi.customers.contracts.imports import Taken
from madoguchi.customers.operations.bringing import bring_in
from madoguchi.customers.operations.knowing import change_of
from madoguchi.customers.queries.finding import find_by_identity, find_verified_by_email
from madoguchi.customers.rules.identities import check_identity
from madoguchi.customers.rules.imports import Row
from madoguchi.customers.rules.profile import NAME_LIMIT, Profile
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.feed import SYSTEM, NewEvent
from madoguchi.kernel.transaction import Tx, View


def keep_customer(tx: Tx, news: CustomerNews, context: Context, platform: str) -> None:
    """Make a customer, or fill in what is not known of them: what staff have written stays.

    They are known by the platform's number of them, or by an e-mail address that the shop has
    vouched for. Raises `Invalid` for what cannot be.
    """
    names = [check_identity(Identity(platform, news.external_id))]
    if news.email:
        names.append(check_identity(Identity("email", news.email)))
    known = find_by_identity(tx, context.shop_id, names[0])
    if known is None and news.email:
        known = find_verified_by_email(tx, context.shop_id, names[1].external_id)
    row = Row(identities=names, profile=_missing(known, news), address=None)
    customer, taken = bring_in(tx, context.shop_id, row)
    if taken != Taken():
        change = change_of(customer)
        tx.record(NewEvent("customers_imported", SYSTEM, [change], shop_id=context.shop_id))


def concerns(view: View, news: ErasureNews, context: Context, platform: str) -> bool:
    """Say whether somebody who is to be forgotten is known; raises `Conflict` where they are.

    Nobody is forgotten because a program says so: it cannot be undone, and what law keeps has to be
    looked at. An owner does it in the profile; then the notice has nothing left to ask for.
    """
    identity = check_identity(Identity(platform, news.external_id))
    known = find_by_identity(view, context.shop_id, identity)
    if known is None:
        return False
    raise Conflict("notice.erase_by_hand", customer=news.external_id[:60], id=known.id)


def _missing(known: Customer | None, news: CustomerNews) -> Profile:
    """Return what a platform says that is not known yet; tags are added to those that are."""
    unnamed = known is None or not known.name or known.name.startswith("#")
    said = {
        "name": news.name[:NAME_LIMIT] if unnamed else "",
        "email": news.email if known is None or not known.email else "",
        "phone": news.phone if known is None or not known.phone else "",
        "note": news.note if known is None or not known.note else "",
    }
    filled = {field: value for field, value in said.items() if value}
    return msgspec.convert({**filled, **({"tags": news.tags} if news.tags else {})}, Profile)
