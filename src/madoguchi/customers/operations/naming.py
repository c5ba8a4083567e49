"""Names that staff have seen somebody bear on a platform: written down, taken back."""

from __future__ import annotations

from madoguchi.customers import queries
from madoguchi.customers.contracts import SHOP, VISITOR, Customer, Identity
from madoguchi.customers.operations.knowing import change_of, lock_for, name_as, save
from madoguchi.customers.rules.identities import check_identity, country_of_phone
from madoguchi.customers.tables import identity_table
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.shops import queries as shops

_N = identity_table.c
# Where a number without a country code is dialled from.
_COUNTRIES = {"ja": "JP", "ko": "KR", "zh-CN": "CN", "zh-TW": "TW", "zh-HK": "HK", "en": "US"}


def add_identity(tx: Tx, customer_id: int, identity: Identity, *, by: Actor) -> Customer:
    """Write down by which name a platform knows a customer; what comes under it is theirs.

    Raises `Conflict` where the shop knows somebody else by that name: then the two are to be
    merged, for a name is one person's.
    """
    customer = lock_for(tx, customer_id, by)
    checked = check_identity(identity, country=_country(tx, customer))
    known = queries.find_by_identity(tx, customer.shop_id, checked)
    if known is not None:
        if known.id == customer.id:
            return customer
        raise Conflict("identity.taken", field="external_id", name=known.name)
    name_as(tx, customer, (checked,))
    return _record(tx, "customer_named", customer, by)


def remove_identity(tx: Tx, customer_id: int, identity: Identity, *, by: Actor) -> Customer:
    """Take a name back. Supervisors and owners; not those that a signature proves."""
    supervisor_only(by)
    if identity.channel in (VISITOR, SHOP):
        raise Conflict("identity.signed")
    customer = lock_for(tx, customer_id, by)
    gone = tx.execute(
        identity_table.delete()
        .where(
            _N.shop_id == customer.shop_id,
            _N.channel == identity.channel,
            _N.external_id == identity.external_id,
            _N.customer_id == customer.id,
        )
        .returning(_N.customer_id)
    ).first()
    tx.wrote = True
    if gone is None:
        raise NotFound("identity.not_found")
    return _record(tx, "customer_unnamed", customer, by)


def _country(tx: Tx, customer: Customer) -> str | None:
    by_phone = country_of_phone(customer.phone)
    return by_phone or _COUNTRIES.get(shops.by_id(tx, customer.shop_id).locale)


def _record(tx: Tx, kind: str, customer: Customer, by: Actor) -> Customer:
    saved = save(tx, customer)
    tx.record(NewEvent(kind, by.doer, [change_of(saved)], shop_id=saved.shop_id))
    return saved
