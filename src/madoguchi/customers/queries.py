"""Reads of customers, for those who may see their shop."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from madoguchi.customers.contracts import Customer, Identity
from madoguchi.customers.tables import customer_table, identity_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.prepared import Prepared, Row
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

_FIELDS = Customer.__struct_fields__
_BY_ID = sa.select(customer_table).where(customer_table.c.id == sa.bindparam("id"))
_BY_IDENTITY = Prepared(
    sa.select(customer_table)
    .join(identity_table, identity_table.c.customer_id == customer_table.c.id)
    .where(
        identity_table.c.shop_id == sa.bindparam("shop_id"),
        identity_table.c.channel == sa.bindparam("channel"),
        identity_table.c.external_id == sa.bindparam("external_id"),
    )
)


def to_customer(row: Row | sa.Row[Any]) -> Customer:
    """Turn a row of `customer_table` into the struct that leaves the room."""
    return Customer(**dict(zip(_FIELDS, row, strict=True)))


def find(view: View, customer_id: int) -> Customer | None:
    """Return a customer by id, whoever asks: for the rooms above, never for a door."""
    row = view.execute(_BY_ID, {"id": customer_id}).first()
    return None if row is None else to_customer(row)


def find_by_identity(view: View, shop_id: int, identity: Identity) -> Customer | None:
    """Return whom a shop knows by this name on this channel."""
    rows = view.run(
        _BY_IDENTITY,
        shop_id=shop_id,
        channel=identity.channel,
        external_id=identity.external_id,
    )
    return to_customer(rows[0]) if rows else None


def customer(view: View, customer_id: int, *, by: Actor) -> Customer:
    """Return one customer; raises `NotFound` also for those of shops out of the actor's sight."""
    found = find(view, customer_id)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("customer.not_found")
    return found


def customers(view: View, ids: Collection[int], *, by: Actor) -> list[Customer]:
    """Return those of the given customers that the actor may see, in the order of their ids."""
    if not ids:
        return []
    rows = view.execute(
        sa.select(customer_table)
        .where(customer_table.c.id.in_(sorted(ids)))
        .order_by(customer_table.c.id)
    )
    return [found for found in map(to_customer, rows) if by.sees(found.shop_id)]
