"""A profile: everything that is kept of one person in the shops that the reader sees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from madoguchi.customers.contracts import (
    Address,
    Basis,
    Consent,
    Customer,
    CustomerProfile,
    Face,
    Identity,
    Incident,
    Merge,
    ShownAddress,
    Suggestion,
)
from madoguchi.customers.queries.finding import customer, customers, faces
from madoguchi.customers.rules.addresses import label
from madoguchi.customers.rules.identities import proves
from madoguchi.customers.rules.merging import everybody_in, undoable
from madoguchi.customers.tables import (
    address_table,
    apart_table,
    consent_table,
    customer_table,
    identity_table,
    incident_table,
    merge_table,
)
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

MOST_INCIDENTS = 50
MOST_SUGGESTIONS = 5

Kept = TypeVar("Kept", Address, Consent, Incident)


def profile(view: View, customer_id: int, *, by: Actor) -> CustomerProfile:
    """Return the profile in which a customer stands. Raises `NotFound`."""
    known = faces(view, customer_id, by=by)
    ids = [each.id for each in known]
    named = identities(view, ids)
    addresses = _rows(view, address_table, Address, ids)
    addresses.sort(key=lambda each: (not each.preferred, each.id))
    return CustomerProfile(
        customer=known[0],
        faces=[Face(each, named[each.id]) for each in known],
        addresses=[ShownAddress(each, label(each), label(each, abroad=True)) for each in addresses],
        consents=_rows(view, consent_table, Consent, ids),
        incidents=_rows(view, incident_table, Incident, ids, newest=MOST_INCIDENTS),
        merges=_undoable(view, known, by),
        suggestions=suggestions(view, known, named, by=by),
    )


def identities(view: View, ids: Collection[int]) -> dict[int, list[Identity]]:
    """Return the names of each of some customers, whoever asks."""
    columns = identity_table.c
    rows = view.execute(
        sa.select(columns.customer_id, columns.channel, columns.external_id)
        .where(columns.customer_id.in_(ids))
        .order_by(columns.channel, columns.external_id)
    )
    found: dict[int, list[Identity]] = {each: [] for each in ids}
    for row in rows:
        found[row.customer_id].append(Identity(row.channel, row.external_id))
    return found


def addresses_of(view: View, ids: Collection[int]) -> list[Address]:
    """Return the addresses of some customers, whoever asks."""
    return _rows(view, address_table, Address, ids)


def consents_of(view: View, ids: Collection[int]) -> list[Consent]:
    """Return the consents of some customers, whoever asks, also those withdrawn."""
    return _rows(view, consent_table, Consent, ids)


def incidents_of(view: View, ids: Collection[int]) -> list[Incident]:
    """Return what went wrong for some customers, whoever asks."""
    return _rows(view, incident_table, Incident, ids)


def address_of(view: View, address_id: int, *, by: Actor) -> Address:
    """Return one address; raises `NotFound`."""
    return _one(view, address_table, Address, address_id, by, "address.not_found")


def consent_of(view: View, consent_id: int, *, by: Actor) -> Consent:
    """Return one consent; raises `NotFound`."""
    return _one(view, consent_table, Consent, consent_id, by, "consent.not_found")


def incident_of(view: View, incident_id: int, *, by: Actor) -> Incident:
    """Return one incident; raises `NotFound`."""
    return _one(view, incident_table, Incident, incident_id, by, "incident.not_found")


def to_merge(row: sa.Row[Any]) -> Merge:
    """Turn a row of `merge_table` into the struct that leaves the room."""
    return Merge(**row._mapping)


def merges_of(view: View, ids: Collection[int]) -> list[Merge]:
    """Return the merges that hold some people together, by id, whoever asks."""
    rows = view.execute(
        sa.select(merge_table)
        .where(merge_table.c.profile_id.in_(ids), merge_table.c.undone_at.is_(None))
        .order_by(merge_table.c.id)
    )
    return [to_merge(row) for row in rows]


def suggestions(
    view: View, known: Sequence[Customer], named: dict[int, list[Identity]], *, by: Actor
) -> list[Suggestion]:
    """Return who is probably the same person: those who share a proven name.

    What somebody merely says of themselves proves nothing, nor does a name that many bear; those of
    whom staff have said that they are others are left out.
    """
    ids = [each.id for each in known]
    proven = _proven(view, ids)
    names = {name for each in ids for name in named[each] if proves(name) and name in proven}
    names |= {
        Identity("email", each.email.lower()) for each in known if each.verified and each.email
    }
    if not names:
        return []
    shared = {**_by_email(view, names, ids), **_by_identity(view, names, ids)}
    apart = _apart(view, ids)
    found: dict[int, Suggestion] = {}
    whole = {each.id: each for each in customers(view, shared, by=by)}
    for customer_id, name in shared.items():
        other = whole.get(customer_id)
        if other is None or other.simulated != known[0].simulated:
            continue
        principal = whole.get(other.profile_id) if other.profile_id else other
        if principal is None or {other.id, principal.id} & {*apart, *ids}:
            continue
        found[principal.id] = Suggestion(principal, _basis(name), name.channel, name.external_id)
    return list(found.values())[:MOST_SUGGESTIONS]


def _proven(view: View, ids: list[int]) -> set[Identity]:
    columns = identity_table.c
    rows = view.execute(
        sa.select(columns.channel, columns.external_id).where(
            columns.customer_id.in_(ids), columns.proven
        )
    )
    return {Identity(row.channel, row.external_id) for row in rows}


def _basis(name: Identity) -> Basis:
    if name.channel == "email":
        return "email"
    return "phone" if name.channel == "phone" else "platform"


def _by_identity(view: View, names: set[Identity], but: list[int]) -> dict[int, Identity]:
    columns = identity_table.c
    rows = view.execute(
        sa.select(columns.customer_id, columns.channel, columns.external_id)
        .where(
            sa.tuple_(columns.channel, columns.external_id).in_(
                sorted((name.channel, name.external_id) for name in names)
            ),
            columns.customer_id.not_in(but),
            columns.proven,
        )
        .order_by(columns.customer_id)
        .limit(50)
    )
    return {row.customer_id: Identity(row.channel, row.external_id) for row in rows}


def _by_email(view: View, names: set[Identity], but: list[int]) -> dict[int, Identity]:
    addresses = sorted(name.external_id for name in names if name.channel == "email")
    if not addresses:
        return {}
    columns = customer_table.c
    rows = view.execute(
        sa.select(columns.id, columns.email)
        .where(columns.email.in_(addresses), columns.verified, columns.id.not_in(but))
        .order_by(columns.id)
        .limit(50)
    )
    return {row.id: Identity("email", row.email) for row in rows}


def _apart(view: View, ids: list[int]) -> set[int]:
    columns = apart_table.c
    rows = view.execute(
        sa.select(columns.first_id, columns.second_id).where(
            sa.or_(columns.first_id.in_(ids), columns.second_id.in_(ids))
        )
    )
    return {each for row in rows for each in row} - {*ids}


def _undoable(view: View, known: Sequence[Customer], by: Actor) -> list[Merge]:
    """Return the merges of a profile that its reader can undo, the latest first."""
    standing = merges_of(view, [each.id for each in known])
    concerned = {each for merge in standing for each in everybody_in(merge)}
    seen = {each.id for each in customers(view, concerned, by=by)}
    return [
        each
        for each in reversed(standing)
        if everybody_in(each) <= seen and undoable(standing, each)
    ]


def _rows(
    view: View,
    table: sa.Table,
    kind: Callable[..., Kept],
    ids: Collection[int],
    *,
    newest: int | None = None,
) -> list[Kept]:
    rows = view.execute(
        sa.select(table)
        .where(table.c.customer_id.in_(ids))
        .order_by(table.c.id.desc())
        .limit(newest)
    )
    return [kind(**row._mapping) for row in rows]


def _one(
    view: View, table: sa.Table, kind: Callable[..., Kept], number: int, by: Actor, missing: str
) -> Kept:
    row = view.execute(sa.select(table).where(table.c.id == number)).first()
    if row is None:
        raise NotFound(missing)
    found = kind(**row._mapping)
    try:
        customer(view, found.customer_id, by=by)
    except NotFound as error:
        raise NotFound(missing) from error
    return found
