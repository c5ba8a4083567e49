"""Meeting customers, correcting what is known of them, blocking them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from madoguchi.customers import queries
from madoguchi.customers.contracts import Customer, Identity, Introduction
from madoguchi.customers.rules import (
    Profile,
    as_kept,
    check_profile,
    given_name,
    looked_up_by,
)
from madoguchi.customers.tables import customer_search, customer_table, identity_table
from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.language.bigrams import index_terms
from madoguchi.people.contracts import THE_DESK, Actor

SEEN_PRECISION = timedelta(minutes=5)
"""A customer's "last seen" is not written more often than this."""

_COLUMNS = [column.name for column in customer_table.columns if column.name != "id"]
_CONSTANT = {"shop_id", "created_at"}
_LOCK = Prepared(
    sa.select(customer_table).where(customer_table.c.id == sa.bindparam("id")).with_for_update()
)
_INSERT = Prepared(
    customer_table.insert()
    .values({name: sa.bindparam(name) for name in _COLUMNS})
    .returning(customer_table.c.id)
)
_NAME = Prepared(
    identity_table.insert().values(
        {column.name: sa.bindparam(column.name) for column in identity_table.columns}
    )
)
_UPDATE = Prepared(
    customer_table.update()
    .where(customer_table.c.id == sa.bindparam("b_id"))
    .values({name: sa.bindparam(name) for name in _COLUMNS if name not in _CONSTANT})
)
_COUNT = Prepared(
    customer_table.update()
    .where(customer_table.c.id == sa.bindparam("b_id"))
    .values({name: sa.bindparam(name) for name in ("version", "conversation_count")})
)


def change_of(customer: Customer) -> Change:
    """Return a customer as events carry it."""
    return Change("customer", customer.id, customer.version, customer)


def meet(tx: Tx, introduction: Introduction) -> tuple[Customer, list[Change]]:
    """Return whom an introduction names, making their profile on the first meeting.

    The changes are for the event of the operation that this is a part of. What the shop vouches
    for (a verified introduction) overwrites what an anonymous visit had left; where a visitor and
    a vouched-for customer turn out to be one person, see `desk.operations.recognise`.
    """
    strongest = introduction.identities[0]
    known: Customer | None = None
    unknown: list[Identity] = []
    for identity in introduction.identities:
        known = queries.find_by_identity(tx, introduction.shop_id, identity)
        if known is None:
            unknown.append(identity)
            continue
        if identity == strongest or not (introduction.verified and known.verified):
            break
        # The shop has vouched for both, by two names: two people who share a browser.
        known = None
    if known is None:
        made = _make(tx, as_kept(introduction), unknown)
        return made, [change_of(made)]
    name_as(tx, known, (strongest,))
    return refresh(tx, known, introduction)


def lock(tx: Tx, customer_id: int) -> Customer:
    """Return a customer whom nobody else changes, or opens a conversation for, until the commit.

    Where a conversation is locked too, it is locked first. Raises `NotFound`.
    """
    rows = tx.run(_LOCK, id=customer_id)
    if not rows:
        raise NotFound("customer.not_found")
    return queries.to_customer(rows[0])


def lock_for(tx: Tx, customer_id: int, by: Actor) -> Customer:
    """As `lock`, for an actor; one of a shop out of their sight does not exist for them."""
    customer = lock(tx, customer_id)
    if not by.sees(customer.shop_id):
        raise NotFound("customer.not_found")
    return customer


def _make(tx: Tx, introduction: Introduction, names: Collection[Identity]) -> Customer:
    strongest = introduction.identities[0]
    fresh = Customer(
        id=0,
        version=1,
        shop_id=introduction.shop_id,
        name=introduction.name or given_name(strongest.external_id),
        locale=introduction.locale,
        zone=introduction.zone,
        email=introduction.email,
        verified=introduction.verified,
        external_id=strongest.external_id if introduction.verified else None,
        page=introduction.page,
        simulated=introduction.simulated,
        created_at=tx.now,
        last_seen_at=tx.now,
    )
    values = {name: getattr(fresh, name) for name in _COLUMNS}
    made = msgspec.structs.replace(fresh, id=tx.run(_INSERT, **values)[0][0])
    for identity in names:
        _name(tx, made, identity, proven=introduction.proven)
    customer_search.insert(tx.connection, [(made.id, index_terms(looked_up_by(made)))])
    return made


def name_as(
    tx: Tx, customer: Customer, identities: tuple[Identity, ...], *, proven: bool = True
) -> None:
    """Make a customer known by further names; a name that is somebody's already stays theirs."""
    for identity in identities:
        if queries.find_by_identity(tx, customer.shop_id, identity) is None:
            _name(tx, customer, identity, proven=proven)


def prove(tx: Tx, shop_id: int, identity: Identity) -> None:
    """Note that a name is proven to be of whoever bears it, where that was not known."""
    columns = identity_table.c
    tx.execute(
        identity_table.update()
        .where(
            columns.shop_id == shop_id,
            columns.channel == identity.channel,
            columns.external_id == identity.external_id,
            sa.not_(columns.proven),
        )
        .values(proven=True)
    )


def _name(tx: Tx, customer: Customer, identity: Identity, *, proven: bool) -> None:
    tx.run(
        _NAME,
        shop_id=customer.shop_id,
        channel=identity.channel,
        external_id=identity.external_id,
        customer_id=customer.id,
        proven=proven,
    )


def refresh(tx: Tx, known: Customer, introduction: Introduction) -> tuple[Customer, list[Change]]:
    """Take over what an introduction newly says of a known customer; see `meet`."""
    introduction = as_kept(introduction)
    if _told(known, introduction, tx.now) == known:
        return known, []  # as with nearly every message, so there is nothing to lock
    known = lock(tx, known.id)
    saved = save(tx, _told(known, introduction, tx.now))
    return saved, [change_of(saved)]


def _told(known: Customer, introduction: Introduction, now: datetime) -> Customer:
    wanted = known
    if introduction.verified:
        wanted = msgspec.structs.replace(
            wanted,
            name=introduction.name or wanted.name,
            email=introduction.email or wanted.email,
            verified=True,
            external_id=introduction.identities[0].external_id,
        )
    if introduction.page is not None and (
        wanted.page is None or wanted.page.url != introduction.page.url
    ):
        wanted = msgspec.structs.replace(wanted, page=introduction.page)
    if wanted.last_seen_at is None or now - wanted.last_seen_at > SEEN_PRECISION:
        wanted = msgspec.structs.replace(wanted, last_seen_at=now)
    return wanted


def save(tx: Tx, customer: Customer) -> Customer:
    """Write a changed customer, who is locked, with the version one higher, and return it."""
    saved = msgspec.structs.replace(customer, version=customer.version + 1)
    before = queries.find(tx, customer.id)
    assert before is not None  # it was read in this transaction
    sought, was = looked_up_by(saved), looked_up_by(before)
    if sought != was:
        # At once, not with the batch: the next change must find these terms to take them out.
        customer_search.remove(tx.connection, saved.id, index_terms(was))
        customer_search.insert(tx.connection, [(saved.id, index_terms(sought))])
    values = {name: getattr(saved, name) for name in _COLUMNS if name not in _CONSTANT}
    tx.run(_UPDATE, b_id=saved.id, **values)
    return saved


def count_conversation(tx: Tx, customer: Customer) -> Customer:
    """Count one more conversation of a customer, who is locked, and return them."""
    counted = msgspec.structs.replace(
        customer,
        version=customer.version + 1,
        conversation_count=customer.conversation_count + 1,
    )
    tx.run(
        _COUNT,
        b_id=counted.id,
        version=counted.version,
        conversation_count=counted.conversation_count,
    )
    return counted


def change_profile(tx: Tx, customer_id: int, profile: Profile, *, by: Actor) -> Customer:
    """Correct a customer's name, addresses, tags or note; fields left out stay as they are."""
    customer = lock_for(tx, customer_id, by)
    changed = check_profile(customer, profile)
    if changed == customer:
        return customer
    return _record(tx, "customer_changed", save(tx, changed), by)


def flag_email(tx: Tx, customer_id: int, *, dead: bool) -> Customer:
    """Note that mail to a customer's address comes back for good, or that it arrives again."""
    customer = lock(tx, customer_id)
    if (customer.email_dead_at is not None) == dead:
        return customer
    flagged = msgspec.structs.replace(customer, email_dead_at=tx.now if dead else None)
    return _record(tx, "customer_changed", save(tx, flagged), THE_DESK)


def block(tx: Tx, customer_id: int, *, by: Actor) -> Customer:
    """Refuse further messages of a customer; what they wrote stays."""
    if not by.at_least("supervisor"):
        raise Forbidden("customer.block_needs_supervisor")
    customer = lock_for(tx, customer_id, by)
    if customer.blocked_at is not None:
        return customer
    blocked = save(tx, msgspec.structs.replace(customer, blocked_at=tx.now))
    return _record(tx, "customer_blocked", blocked, by)


def unblock(tx: Tx, customer_id: int, *, by: Actor) -> Customer:
    """Take a block back."""
    if not by.at_least("supervisor"):
        raise Forbidden("customer.block_needs_supervisor")
    customer = lock_for(tx, customer_id, by)
    if customer.blocked_at is None:
        return customer
    freed = save(tx, msgspec.structs.replace(customer, blocked_at=None))
    return _record(tx, "customer_unblocked", freed, by)


def _record(tx: Tx, kind: str, customer: Customer, by: Actor) -> Customer:
    tx.record(NewEvent(kind, by.doer, [change_of(customer)], shop_id=customer.shop_id))
    return customer
