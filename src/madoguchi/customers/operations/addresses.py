"""Postal addresses: kept, changed, removed."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from madoguchi.customers import queries
from madoguchi.customers.contracts import Address, AddressDraft, Customer
from madoguchi.customers.operations.knowing import lock_for
from madoguchi.customers.rules.addresses import MOST_ADDRESSES, check_address
from madoguchi.customers.tables import address_table
from madoguchi.kernel.errors import TooLarge
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_A = address_table.c


def keep_address(tx: Tx, customer_id: int, draft: AddressDraft, *, by: Actor) -> Address:
    """Add an address to a customer; the first one is the preferred one."""
    checked = check_address(draft)
    customer = lock_for(tx, customer_id, by)
    count = tx.execute(sa.select(sa.func.count()).where(_A.customer_id == customer.id)).scalar_one()
    if count >= MOST_ADDRESSES:
        raise TooLarge("address.too_many", limit=MOST_ADDRESSES)
    changes = _step_back(tx, customer) if checked.preferred else []
    kept = add(tx, customer.id, checked, preferred=checked.preferred or count == 0)
    _record(tx, "address_kept", customer, [*changes, _change(kept)], by)
    return kept


def add(tx: Tx, customer_id: int, checked: AddressDraft, *, preferred: bool) -> Address:
    """Write an address down; whoever calls has checked it and records what came of it."""
    row = tx.execute(
        address_table.insert()
        .values(
            **asdict(checked) | {"preferred": preferred},
            version=1,
            customer_id=customer_id,
            created_at=tx.now,
            updated_at=tx.now,
        )
        .returning(*address_table.columns)
    ).one()
    return Address(**row._mapping)


def change_address(tx: Tx, address_id: int, draft: AddressDraft, *, by: Actor) -> Address:
    """Write an address anew; one that was preferred stays so until another is."""
    checked = check_address(draft)
    customer = lock_for(tx, queries.address_of(tx, address_id, by=by).customer_id, by)
    before = queries.address_of(tx, address_id, by=by)
    wanted = asdict(checked) | {"preferred": checked.preferred or before.preferred}
    if all(getattr(before, name) == value for name, value in wanted.items()):
        return before
    changes = _step_back(tx, customer) if checked.preferred and not before.preferred else []
    row = tx.execute(
        address_table.update()
        .where(_A.id == address_id)
        .values(**wanted, version=_A.version + 1, updated_at=tx.now)
        .returning(*address_table.columns)
    ).one()
    kept = Address(**row._mapping)
    _record(tx, "address_kept", customer, [*changes, _change(kept)], by)
    return kept


def remove_address(tx: Tx, address_id: int, *, by: Actor) -> None:
    """Remove an address; where it was the preferred one, the oldest that is left is."""
    customer = lock_for(tx, queries.address_of(tx, address_id, by=by).customer_id, by)
    before = queries.address_of(tx, address_id, by=by)
    tx.execute(address_table.delete().where(_A.id == address_id))
    tx.wrote = True
    changes = [Change("address", before.id, before.version + 1, None)]
    if before.preferred:
        oldest = sa.select(sa.func.min(_A.id)).where(_A.customer_id == customer.id)
        changes += _prefer(tx, _A.id == oldest.scalar_subquery(), preferred=True)
    _record(tx, "address_removed", customer, changes, by)


def _step_back(tx: Tx, customer: Customer) -> list[Change]:
    return _prefer(tx, sa.and_(_A.customer_id == customer.id, _A.preferred), preferred=False)


def _prefer(tx: Tx, which: sa.ColumnElement[bool], *, preferred: bool) -> list[Change]:
    rows = tx.execute(
        address_table.update()
        .where(which)
        .values(preferred=preferred, version=_A.version + 1)
        .returning(*address_table.columns)
    )
    return [_change(Address(**row._mapping)) for row in rows]


def _change(address: Address) -> Change:
    return Change("address", address.id, address.version, address)


def _record(tx: Tx, kind: str, customer: Customer, changes: list[Change], by: Actor) -> None:
    tx.record(NewEvent(kind, by.doer, changes, shop_id=customer.shop_id))
