"""Letting an owner in from the console: whoever has the machine has the desk anyway."""

from __future__ import annotations

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor, Person, PersonChanges
from madoguchi.people.operations import sessions, sign_in, staff
from madoguchi.people.rules.fields import email_key
from madoguchi.people.tables import person_table


def let_owner_in(
    tx: Tx, email: str, *, password_hash: str, two_factor_off: bool, by: Actor
) -> Person:
    """Give the account of an address a new password and make it an owner's, enabled.

    Every session of theirs ends; two-factor sign-in stays unless it is to be off. Raises
    `NotFound` for an address that nobody has.
    """
    found = tx.execute(
        person_table.update()
        .where(person_table.c.email_key == email_key(email))
        .values(password_hash=password_hash)
        .returning(person_table.c.id)
    ).first()
    if found is None:
        raise NotFound("people.not_found")
    sign_in.withdraw_password_link(tx, found.id)
    sessions.end_all(tx, found.id, by=by)
    changes = PersonChanges(role="owner", disabled=False)
    if two_factor_off:
        changes = PersonChanges(role="owner", disabled=False, two_factor=False)
    return staff.change_person(tx, found.id, changes, by=by)
