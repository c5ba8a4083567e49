"""Two-factor sign-in: begun, confirmed, used, taken off."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict, Invalid, Unauthenticated
from madoguchi.kernel.feed import NewEvent
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor, Person
from madoguchi.people.operations import access
from madoguchi.people.rules import two_factor as rules
from madoguchi.people.rules.roles import owner_only, person_only
from madoguchi.people.tables import person_table, recovery_code_table

SECRET = "two-factor secret"  # noqa: S105 - a purpose, not a secret
RECOVERY = "recovery code"


def begin(tx: Tx, *, keyring: Keyring, by: Actor) -> str:
    """Return a fresh secret for the actor's phone; nothing is asked for until it is confirmed."""
    person = _own(tx, by)
    if person.totp_confirmed_at is not None:
        raise Conflict("people.two_factor_on_already")
    secret = rules.new_secret()
    sealed = keyring.seal(SECRET, secret, belongs_to=str(person.id))
    tx.execute(
        person_table.update().where(person_table.c.id == person.id).values(totp_secret=sealed)
    )
    return secret


def confirm(tx: Tx, code: str, *, keyring: Keyring, by: Actor) -> list[str]:
    """Turn two-factor sign-in on once a code proves that the phone has it.

    Returns the recovery codes, which are shown this once.
    """
    person = _own(tx, by)
    if person.totp_confirmed_at is not None:
        raise Conflict("people.two_factor_on_already")
    if person.totp_secret is None:
        raise Conflict("people.two_factor_not_begun")
    secret = keyring.unseal(SECRET, person.totp_secret, belongs_to=str(person.id))
    step = rules.matching_step(secret, code, tx.now)
    if step is None:
        raise Invalid("people.bad_code", field="code")
    access.touch(tx, person.id, totp_confirmed_at=tx.now, totp_last_step=step)
    codes = _new_codes(tx, person.id, keyring)
    access.record(tx, "two_factor_turned_on", person.id, by.doer)
    return codes


def renew_codes(tx: Tx, *, password_hash: str, keyring: Keyring, by: Actor) -> list[str]:
    """Return fresh recovery codes, shown this once, in the place of those that were left.

    The actor's password fitted `password_hash`. Raises `Conflict` where two-factor sign-in is off.
    """
    person = _own(tx, by)
    if person.password_hash != password_hash:
        raise Conflict("people.password_changed_meanwhile")
    if person.totp_confirmed_at is None:
        raise Conflict("people.two_factor_off")
    codes = _new_codes(tx, person.id, keyring)
    # Nothing of them is visible; that there are new ones is the person's affair and the log's.
    tx.record(NewEvent("recovery_codes_made", by.doer, [], person_id=person.id))
    return codes


def turn_off(tx: Tx, *, password_hash: str, by: Actor) -> Person:
    """Turn the actor's own two-factor sign-in off; their password fitted `password_hash`."""
    person = _own(tx, by)
    if person.password_hash != password_hash:
        raise Conflict("people.password_changed_meanwhile")
    return take_off(tx, person.id, by=by)


def take_off(tx: Tx, person_id: int, *, by: Actor) -> Person:
    """Take two-factor sign-in off a person: oneself, or as an owner anybody."""
    if person_id != by.person_id:
        owner_only(by)
    tx.execute(recovery_code_table.delete().where(recovery_code_table.c.person_id == person_id))
    access.touch(tx, person_id, totp_secret=None, totp_confirmed_at=None)
    return access.record(tx, "two_factor_turned_off", person_id, by.doer)


def use_code(tx: Tx, person: sa.Row[Any], code: str, keyring: Keyring) -> None:
    """Spend a code of the phone or a recovery code. Raises `Unauthenticated`.

    Each is spent by one conditional UPDATE, so that two sign-ins at once cannot share it.
    """
    secret = keyring.unseal(SECRET, person.totp_secret, belongs_to=str(person.id))
    step = rules.matching_step(secret, code, tx.now)
    if step is not None:
        spend = (
            person_table.update()
            .where(person_table.c.id == person.id, person_table.c.totp_last_step < step)
            .values(totp_last_step=step)
        )
    else:
        form = rules.recovery_form(code)
        spend = (
            recovery_code_table.update()
            .where(
                recovery_code_table.c.person_id == person.id,
                recovery_code_table.c.code_hash == _hash(form or "", person.id, keyring),
                recovery_code_table.c.used_at.is_(None),
            )
            .values(used_at=tx.now)
        )
    if tx.execute(spend).rowcount != 1:
        raise Unauthenticated("people.bad_code", field="code")


def _new_codes(tx: Tx, person_id: int, keyring: Keyring) -> list[str]:
    codes = rules.new_recovery_codes()
    tx.execute(recovery_code_table.delete().where(recovery_code_table.c.person_id == person_id))
    hashes = [_hash(code, person_id, keyring) for code in codes]
    tx.execute(
        recovery_code_table.insert(),
        [{"person_id": person_id, "code_hash": each} for each in hashes],
    )
    return codes


def _own(tx: Tx, by: Actor) -> sa.Row[Any]:
    person_id = person_only(by)
    return tx.execute(
        sa.select(person_table).where(person_table.c.id == person_id).with_for_update()
    ).one()


def _hash(code: str, person_id: int, keyring: Keyring) -> str:
    return keyring.digest(RECOVERY, f"{person_id}:{rules.recovery_form(code) or ''}")
