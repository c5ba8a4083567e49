"""The way back in for who has forgotten their password: a link that works once, for a day."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import Actor, PasswordLinkMade
from madoguchi.people.operations import access, sessions, sign_in
from madoguchi.people.rules.roles import owner_only
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.people.tables import password_link_table, person_table

LIFE = timedelta(hours=24)
"""Handed over by hand, as an invitation is, but to somebody who waits for it."""

_L = password_link_table.c


def make_password_link(tx: Tx, person_id: int, *, by: Actor) -> PasswordLinkMade:
    """Return the secret of a link by which a colleague chooses a new password. Owners only.

    It is shown this once, and an earlier one ends. Two-factor sign-in stays as it is. Raises
    `NotFound` for nobody and for the disabled.
    """
    owner_only(by)
    enabled = (person_table.c.id == person_id) & person_table.c.disabled_at.is_(None)
    if tx.execute(sa.select(person_table.c.id).where(enabled).with_for_update()).first() is None:
        raise NotFound("people.not_found")
    sign_in.withdraw_password_link(tx, person_id)
    token = new_token()
    expires_at = tx.now + LIFE
    tx.execute(
        password_link_table.insert().values(
            person_id=person_id, token_hash=token_hash(token), expires_at=expires_at
        )
    )
    person = queries.person(tx, person_id)
    change = Change("person", person.id, person.version, person)
    whose = by.person_id or access.NOBODY
    tx.record(NewEvent("password_link_made", by.doer, [change], person_id=whose))
    return PasswordLinkMade(token, expires_at)


def choose_password(tx: Tx, token: str, *, password_hash: str, address: str) -> str:
    """Give whom the link is for a new password and return their address; the link is spent.

    Every session of theirs ends, and what guesses have cost them is forgotten. Raises `NotFound`
    when the link was used, replaced or has expired, or the account is disabled.
    """
    whose = sa.select(_L.person_id).where(
        _L.token_hash == token_hash(token), _L.expires_at > tx.now
    )
    person_id = tx.execute(whose).scalar_one_or_none()
    # The person first, as whoever makes a link does: in the other order two could wait for each
    # other. Of two who hold the link the second finds it gone then.
    person = tx.execute(
        sa.select(person_table.c.email, person_table.c.disabled_at)
        .where(person_table.c.id == person_id)
        .with_for_update()
    ).first()
    if (
        person_id is None
        or person is None
        or person.disabled_at is not None
        or tx.execute(
            password_link_table.delete().where(_L.token_hash == token_hash(token))
        ).rowcount
        != 1
    ):
        raise NotFound("people.password_link_gone")
    tx.execute(
        person_table.update()
        .where(person_table.c.id == person_id)
        .values(password_hash=password_hash)
    )
    themselves = queries.actor_of(tx, person_id)
    sign_in.give_back(tx, person.email, address, clear=True)
    sessions.end_all(tx, person_id, by=themselves)
    sessions.record_password_change(tx, themselves.doer)
    return str(person.email)
