"""Reads of what was asked about people, and of everything that one of them is known by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Consent, Customer, Incident
from madoguchi.customers.queries.finding import of_profile
from madoguchi.customers.queries.profiles import (
    addresses_of,
    consents_of,
    identities,
    incidents_of,
)
from madoguchi.customers.rules.consents import country_of
from madoguchi.customers.rules.identities import spellings
from madoguchi.desk.operations.erasing import conversations_of
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.kernel.transaction import View
from madoguchi.language.unnaming import Unnamer
from madoguchi.orders.queries.unclaimed import unclaimed_by
from madoguchi.orders.tables import order_table
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only, supervisor_only
from madoguchi.privacy.contracts import ErasurePlan, Kept, PersonFile, PersonRequest, RecordClass
from madoguchi.privacy.rules.retention import Retention, kept_until, retention, still_kept
from madoguchi.privacy.tables import person_request_table
from madoguchi.shops import queries as shops

_P = person_request_table.c
_FIELDS = PersonRequest.__struct_fields__


def to_request(row: sa.Row[Any]) -> PersonRequest:
    """Turn a row of `person_request_table` into the struct that leaves the room."""
    return PersonRequest(**{name: getattr(row, name) for name in _FIELDS})


def whole_person(view: View, customer_id: int, *, by: Actor) -> list[Customer]:
    """Return everybody in a profile, whose it is first; all of them must be in sight.

    A part of a person is neither handed out nor erased. Raises `NotFound`, `Forbidden`.
    """
    known = customers.customer(view, customer_id, by=by)
    faces = of_profile(view, known.profile_id or known.id)
    if not all(by.sees(each.shop_id) for each in faces):
        raise Forbidden("privacy.out_of_sight")
    return sorted(faces, key=lambda each: (each.profile_id is not None, each.id))


def requests_of(view: View, customer_id: int, *, by: Actor) -> list[PersonRequest]:
    """Return what was asked about a person, the latest first. Supervisors and owners."""
    supervisor_only(by)
    known = customers.customer(view, customer_id, by=by)
    rows = view.execute(
        sa.select(person_request_table)
        .where(_P.customer_id == (known.profile_id or known.id))
        .order_by(_P.id.desc())
        .limit(20)
    )
    return [to_request(row) for row in rows]


def request(view: View, request_id: int, *, by: Actor) -> PersonRequest:
    """Return one request. Raises `NotFound`."""
    return to_request(_row(view, request_id, by))


def request_file(view: View, request_id: int, *, by: Actor) -> PersonFile:
    """Return where a ready export lies. Raises `NotFound` before and after it can be had."""
    row = _row(view, request_id, by)
    if row.state != "ready" or row.blob is None:
        raise NotFound("privacy.not_ready")
    return PersonFile(row.blob, f"person-{row.customer_id}-{row.created_at:%Y%m%d}.zip", row.size)


def _row(view: View, request_id: int, by: Actor) -> sa.Row[Any]:
    supervisor_only(by)
    row = view.execute(sa.select(person_request_table).where(_P.id == request_id)).first()
    if row is None or not all(by.sees(each) for each in row.shop_ids):
        raise NotFound("privacy.not_found")
    return row


def customer_ids_of(view: View, request_id: int) -> list[int]:
    """Return whom a request is about, whoever asks. Raises `NotFound`."""
    found = view.execute(sa.select(_P.customer_ids).where(_P.id == request_id)).scalar()
    if found is None:
        raise NotFound("privacy.not_found")
    return list(found)


def unnamer_of(view: View, ids: Sequence[int]) -> Unnamer:
    """Return what recognises a person in a text: all that is known of them, whoever asks."""
    names: list[str | None] = []
    known = [each for each in (customers.find(view, one) for one in ids) if each is not None]
    for each in known:
        if not each.name.startswith("#"):
            # People are also called by a part of their name.
            names += [each.name, *(part for part in each.name.split() if len(part) > 1)]
        names += [each.email, *spellings(each.phone), each.external_id]
    for of_one in identities(view, ids).values():
        for name in of_one:
            names += spellings(name.external_id) if name.channel == "phone" else [name.external_id]
    for address in addresses_of(view, ids):
        names += [address.recipient, *spellings(address.phone), *address.lines]
    buyers = sa.select(order_table).where(order_table.c.customer_id.in_(ids))
    for order in view.execute(buyers):
        names += [order.buyer_name, order.buyer_email, order.buyer_id]
        names += spellings(order.buyer_phone)
        if order.address is not None:
            names += _texts(order.address)
    return Unnamer(names)


def _texts(address: Any) -> list[str]:  # noqa: ANN401 - of the orders' own form
    """Return what of an order's address names somebody: not its country or city."""
    found = [getattr(address, name, None) for name in ("name", "recipient", "phone", "company")]
    found += list(getattr(address, "lines", None) or [])
    return [each for each in found if isinstance(each, str)]


def plan(view: View, customer_id: int, *, by: Actor) -> ErasurePlan:
    """Say what an erasure would do, before anybody decides on it. Owners."""
    owner_only(by)
    ids = [each.id for each in whole_person(view, customer_id, by=by)]
    talks = conversations_of(view, ids)
    messages = view.execute(
        sa.select(sa.func.count()).where(
            message_table.c.conversation_id.in_(talks), message_table.c.body != ""
        )
    ).scalar_one()
    return ErasurePlan(
        conversations=len(talks),
        messages=messages,
        addresses=len(addresses_of(view, ids)),
        kept=what_is_kept(view, ids),
    )


def law_of(view: View, ids: Sequence[int], record_class: RecordClass) -> Retention | None:
    """Return how long a class of record of a person is kept, None where it is not."""
    person = customers.find(view, ids[0])
    assert person is not None  # customers stay
    shop = shops.by_id(view, person.shop_id)
    return retention(record_class, country_of_person(view, ids) or None, shop.locale)


def country_of_person(view: View, ids: Sequence[int]) -> str:
    """Return by whose law a person's records are kept (ISO 3166), empty where nobody knows.

    While they are erased it is what was known when that began: the addresses are gone by then.
    """
    begun = view.execute(
        sa.select(_P.country)
        .where(_P.customer_id == ids[0], _P.kind == "erasure", _P.names.is_not(None))
        .order_by(_P.id)
        .limit(1)
    ).scalar()
    if begun is not None:
        return str(begun)
    person = customers.find(view, ids[0])
    assert person is not None  # customers stay
    return country_of(person, addresses_of(view, ids)) or ""


def complaints(view: View, ids: Sequence[int]) -> list[int]:
    """Return the conversations of a person in which something is recorded to have gone wrong."""
    named = {each.conversation_id for each in incidents_of(view, ids) if each.conversation_id}
    return [each for each in conversations_of(view, ids) if each in named]


def kept_since(record: Incident | Consent, now: datetime) -> datetime:
    """Return from when on the time counts for which a record is kept: a consent's from its end."""
    return record.at if isinstance(record, Incident) else record.withdrawn_at or now


def what_is_kept(view: View, ids: Sequence[int]) -> list[Kept]:
    """Return what the law makes us keep of a person now, class by class.

    Each record has its own time; a class is named with when the last of them goes.
    """
    dates = {
        "complaint": [kept_since(each, view.now) for each in incidents_of(view, ids)]
        + list(
            view.execute(
                sa.select(conversation_table.c.updated_at).where(
                    conversation_table.c.id.in_(complaints(view, ids))
                )
            ).scalars()
        ),
        "contract": list(
            view.execute(
                sa.select(order_table.c.placed_at).where(
                    sa.or_(
                        order_table.c.customer_id.in_(ids),
                        order_table.c.id.in_(list(unclaimed_by(view, ids))),
                    )
                )
            ).scalars()
        ),
        "consent": [kept_since(each, view.now) for each in consents_of(view, ids)],
    }
    classes: tuple[RecordClass, ...] = ("complaint", "contract", "consent")
    kept = []
    for record_class in classes:
        law = law_of(view, ids, record_class)
        since = [each for each in dates[record_class] if still_kept(each, law, view.now)]
        if law is not None and since:
            kept.append(Kept(record_class, len(since), kept_until(max(since), law), law.law))
    return kept
