"""Customers by id, by name and by what somebody types; and who stands in one profile."""

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
            columns.email == address.lower(),
            columns.shop_id == shop_id,
            columns.verified,
        )
        .order_by(columns.id)
        .limit(1)
    ).first()
    return None if row is None else to_customer(row)


def erased(view: View, ids: Collection[int]) -> set[int]:
    """Return those of some customers who were erased, whoever asks."""
    if not ids:
        return set()
    columns = customer_table.c
    rows = view.execute(
        sa.select(columns.id).where(columns.id.in_(sorted(ids)), columns.erased_at.is_not(None))
    )
    return set(rows.scalars())


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
    """Return those of the given customers that the actor may see, in the order of their ids.

    With each comes whose profile they stand under, for that is by whose name screens call them.
    """
    if not ids:
        return []
    found = _several(view, ids)
    beyond = {each.profile_id for each in found if each.profile_id} - {each.id for each in found}
    if beyond:
        found = sorted([*found, *_several(view, beyond)], key=lambda each: each.id)
    return [each for each in found if by.sees(each.shop_id)]


def _several(view: View, ids: Collection[int]) -> list[Customer]:
    rows = view.execute(
        sa.select(customer_table)
        .where(customer_table.c.id.in_(sorted(ids)))
        .order_by(customer_table.c.id)
    )
    return [to_customer(row) for row in rows]


def principal(view: View, customer: Customer) -> Customer:
    """Return the customer under whose profile this one stands, whoever asks: often themselves."""
    if customer.profile_id is None:
        return customer
    return find(view, customer.profile_id) or customer


def faces(view: View, customer_id: int, *, by: Actor) -> list[Customer]:
    """Return everybody who stands in a customer's profile, as far as the actor sees their shops.

    Whose profile it is comes first. What hangs on customers (conversations, orders) belongs to a
    person where it hangs on any of these. Raises `NotFound`.
    """
    known = customer(view, customer_id, by=by)
    found = [
        each for each in of_profile(view, known.profile_id or known.id) if by.sees(each.shop_id)
    ]
    return sorted(found, key=lambda each: (each.profile_id is not None, each.id))


def of_profile(view: View, profile_id: int) -> list[Customer]:
    """Return everybody in a profile, whoever asks, by id."""
    rows = view.execute(
        sa.select(customer_table)
        .where(sa.or_(customer_table.c.id == profile_id, customer_table.c.profile_id == profile_id))
        .order_by(customer_table.c.id)
    )
    return [to_customer(row) for row in rows]


_FIND = {
    "sqlite": "SELECT s.rowid FROM customer_search s JOIN customer c ON c.id = s.rowid"
    " WHERE s.customer_search MATCH :match {shops} ORDER BY s.rowid DESC LIMIT :limit",
    # See `desk.queries.search` on MATERIALIZED.
    "postgresql": "WITH hit AS MATERIALIZED (SELECT id FROM customer_search"
    " WHERE terms @@ CAST(:match AS tsquery)) SELECT c.id FROM hit JOIN customer c ON c.id = hit.id"
    " WHERE true {shops} ORDER BY c.id DESC LIMIT :limit",
}


def search(
    view: View, query: str, *, by: Actor, shop_id: int | None = None, limit: int = 10
) -> list[Customer]:
    """Find customers in sight by name, e-mail, telephone or the shop's number, newest first.

    Of one profile the one whose it is, as long as that one is in sight.
    """
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
    ids = list(view.execute(text, parameters).scalars())
    known = {
        each.id: each
        for each in customers(view, ids, by=by)
        if shop_id is None or each.shop_id == shop_id
    }
    hits = [known[each] for each in ids if each in known]
    principals = [known.get(hit.profile_id or hit.id, hit) for hit in hits]
    return list({each.id: each for each in principals}.values())
