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
from madoguchi.language.bigrams import fts5_match, query_terms, tsquery
from madoguchi.people.contracts import Actor

_FIELDS = Customer.__struct_fields__
_BY_ID = Prepared(sa.select(customer_table).where(customer_table.c.id == sa.bindparam("id")))
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
    rows = view.run(_BY_ID, id=customer_id)
    return to_customer(rows[0]) if rows else None


def find_by_identity(view: View, shop_id: int, identity: Identity) -> Customer | None:
    """Return whom a shop knows by this name on this channel."""
    rows = view.run(
        _BY_IDENTITY,
        shop_id=shop_id,
        channel=identity.channel,
        external_id=identity.external_id,
    )
    return to_customer(rows[0]) if rows else None


def find_verified_by_email(view: View, shop_id: int, address: str) -> Customer | None:
    """Return the customer for whom a shop has vouched under an address, in whatever case."""
    columns = customer_table.c
    row = view.execute(
        sa.select(customer_table)
        .where(
            columns.email.in_({address, address.lower()}),
            columns.shop_id == shop_id,
            columns.verified,
        )
        .order_by(columns.id)
        .limit(1)
    ).first()
    return None if row is None else to_customer(row)


def is_known_by(view: View, customer_id: int, channels: Collection[str]) -> bool:
    """Say whether a customer has a name on one of the channels: whether they can be reached."""
    names = sa.select(identity_table.c.channel).where(
        identity_table.c.customer_id == customer_id, identity_table.c.channel.in_(channels)
    )
    return view.execute(names.limit(1)).first() is not None


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


_FIND = {
    "sqlite": "SELECT s.rowid FROM customer_search s JOIN customer c ON c.id = s.rowid"
    " WHERE s.customer_search MATCH :match {shops} ORDER BY s.rowid DESC LIMIT :limit",
    # See `desk.queries.search` on MATERIALIZED.
    "postgresql": "WITH hit AS MATERIALIZED (SELECT id FROM customer_search"
    " WHERE terms @@ CAST(:match AS tsquery)) SELECT c.id FROM hit JOIN customer c ON c.id = hit.id"
    " WHERE true {shops} ORDER BY c.id DESC LIMIT :limit",
}


def search(view: View, query: str, *, by: Actor, limit: int = 10) -> list[Customer]:
    """Find customers in sight by name, e-mail, telephone or the shop's number, newest first."""
    phrases = query_terms(query)
    if not phrases:
        return []
    shops = "" if by.all_shops else "AND c.shop_id IN :shops"
    text = sa.text(_FIND[view.connection.dialect.name].format(shops=shops))
    parameters: dict[str, object] = {
        "match": tsquery(phrases) if view.on_postgresql else fts5_match(phrases),
        "limit": limit,
    }
    if not by.all_shops:
        text = text.bindparams(sa.bindparam("shops", expanding=True))
        parameters["shops"] = sorted(by.shop_ids)
    return customers(view, list(view.execute(text, parameters).scalars()), by=by)[::-1]
