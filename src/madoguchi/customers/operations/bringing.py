"""What one row of a table makes or changes, and how exactly that is taken back."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers.contracts import (
    SHOP,
    AddressDraft,
    Customer,
    Identity,
    Introduction,
)
from madoguchi.customers.contracts.imports import Taken
from madoguchi.customers.operations import addresses
from madoguchi.customers.operations.forgetting import emptied
from madoguchi.customers.operations.knowing import change_of, lock, meet, name_as, save
from madoguchi.customers.queries.finding import find, find_by_identity, find_verified_by_email
from madoguchi.customers.queries.profiles import addresses_of
from madoguchi.customers.rules import looked_up_by
from madoguchi.customers.rules.imports import Row, filled_in
from madoguchi.customers.tables import (
    address_table,
    apart_table,
    customer_search,
    customer_table,
    identity_table,
)
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.feed import Change
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.transaction import Tx
from madoguchi.language.bigrams import index_terms

FIELDS = ("name", "email", "phone", "note", "tags", "locale", "tier", "external_id", "verified")

_BROUGHT = (address_table, identity_table, apart_table)
"""What an import itself, or a look at whom it made, leaves on a customer."""

_A = address_table.c
_N = identity_table.c


def bring_in(tx: Tx, shop_id: int, row: Row) -> tuple[Customer, Taken]:
    """Fill in whom a row names, or make them; returns them and what it changed.

    A name that is somebody else's already stays theirs.
    """
    known = _known(tx, shop_id, row)
    made = known is None
    new = [each for each in row.identities if find_by_identity(tx, shop_id, each) is None]
    if known is None:
        if not new:
            raise Conflict("import.all_taken")
        before, _ = meet(tx, Introduction(shop_id=shop_id, identities=tuple(new)))
        before = replace(before, last_seen_at=None)
    else:
        before = lock(tx, known.id)
    # What refuses the row comes before what it would leave behind.
    after = filled_in(before, row)
    if known is not None:
        name_as(tx, before, tuple(new))
    fields = {
        name: (getattr(before, name), getattr(after, name))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    }
    customer = save(tx, after) if made or fields else before
    address_id = None if row.address is None else _keep_address(tx, customer, row.address)
    taken = Taken(
        made=made,
        fields={} if made else fields,
        address_id=address_id,
        identities=[(each.channel, each.external_id) for each in new],
    )
    return customer, taken


def take_back(tx: Tx, customer_id: int, taken: Taken) -> tuple[Change | None, bool]:
    """Undo what a row did to a customer; returns the change, and whether all of it was undone.

    A field that has been changed since stays as it is, and so does somebody who has been here.
    """
    if find(tx, customer_id) is None:
        return None, True
    customer = lock(tx, customer_id)
    if taken.made:
        if _has_lived(tx, customer, taken):
            return None, False
        return change_of(_remove(tx, customer)), True
    ours = {
        name: before
        for name, (before, after) in taken.fields.items()
        if getattr(customer, name) == after
    }
    if taken.address_id is not None:
        tx.execute(address_table.delete().where(_A.id == taken.address_id, _A.version == 1))
    for channel, external_id in taken.identities:
        tx.execute(
            identity_table.delete().where(
                _N.customer_id == customer.id,
                _N.channel == channel,
                _N.external_id == external_id,
            )
        )
    saved = save(tx, replace(customer, **ours))
    return change_of(saved), len(ours) == len(taken.fields)


def _known(tx: Tx, shop_id: int, row: Row) -> Customer | None:
    """Return whom a row is about. The shop's own number decides; only without it do other names.

    Members of a family share a telephone: whoever has another number is another person.
    """
    number = next((each.external_id for each in row.identities if each.channel == SHOP), None)
    for identity in sorted(row.identities, key=_strength):
        known = find_by_identity(tx, shop_id, identity)
        if known is None and identity.channel == "email":
            known = find_verified_by_email(tx, shop_id, identity.external_id)
        if known is not None and (number is None or known.external_id in {None, number}):
            return known
    return None


def _strength(identity: Identity) -> int:
    """Order names from the one that tells most of whose it is."""
    return {SHOP: 0, "email": 2, "phone": 3}.get(identity.channel, 1)


def _keep_address(tx: Tx, customer: Customer, draft: AddressDraft) -> int | None:
    """Add an address unless the customer has it; returns its id."""
    held = addresses_of(tx, [customer.id])
    same = ("country", "recipient", "postal_code", "region", "city", "district", "lines")
    if any(all(getattr(each, name) == getattr(draft, name) for name in same) for each in held):
        return None
    return addresses.add(tx, customer.id, draft, preferred=not held).id


def _has_lived(tx: Tx, customer: Customer, taken: Taken) -> bool:
    """Say whether anything hangs on a customer beside what the import brought, in any room."""
    if customer.conversation_count or customer.profile_id or customer.version > 2:
        return True
    if _is_named_elsewhere(tx, customer.id):
        return True
    names = tx.execute(
        sa.select(_N.channel, _N.external_id).where(_N.customer_id == customer.id)
    ).all()
    return bool(
        {(row.channel, row.external_id) for row in names} - set(taken.identities)
        or any(each.version > 1 for each in addresses_of(tx, [customer.id]))
    )


def _is_named_elsewhere(tx: Tx, customer_id: int) -> bool:
    """Say whether a row refers to a customer that no import brings, such as an order's.

    Every foreign key is asked: nobody has to remember to say that theirs matters.
    """
    return any(
        tx.execute(
            sa.select(sa.literal(1)).select_from(table).where(column == customer_id).limit(1)
        ).first()
        for table in metadata.sorted_tables
        if table not in _BROUGHT
        for column in table.columns
        if any(key.column is customer_table.c.id for key in column.foreign_keys)
    )


def _remove(tx: Tx, customer: Customer) -> Customer:
    """Leave of a customer a number that nothing finds: a number must never be another's."""
    apart = apart_table.c
    tx.execute(identity_table.delete().where(_N.customer_id == customer.id))
    tx.execute(address_table.delete().where(_A.customer_id == customer.id))
    tx.execute(
        apart_table.delete().where(
            sa.or_(apart.first_id == customer.id, apart.second_id == customer.id)
        )
    )
    left = save(tx, emptied(customer))
    customer_search.remove(tx.connection, left.id, index_terms(looked_up_by(left)))
    return left
