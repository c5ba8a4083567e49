"""Signing in. The password is checked outside, between `take_attempt` and `sign_in`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict, TooMany, Unauthenticated
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor, NewSession, Session
from madoguchi.people.operations import sessions, two_factor
from madoguchi.people.rules import attempts
from madoguchi.people.rules.fields import email_key
from madoguchi.people.tables import password_link_table, person_table, sign_in_attempt_table

_table = sign_in_attempt_table


def take_attempt(tx: Tx, email: str, address: str) -> None:
    """Count an attempt before it is looked at; `sign_in` takes it back when it succeeds.

    So a thousand guesses sent at once are a thousand attempts. Raises `TooMany`.
    """
    limits = attempts.keys(email_key(email), address)
    rows = _locked(tx, limits)
    for key in sorted(limits.keys() - {row.key for row in rows}):
        insert_unless_there(tx, _table, key=key, tried=0, last_at=tx.now)
    if len(rows) < len(limits):
        # Who inserted second has waited for the first, and must count with what it wrote.
        rows = _locked(tx, limits)
    waits = [attempts.wait(limits[row.key], row.tried, row.last_at, tx.now) for row in rows]
    if longest := max(waits, default=0):
        raise TooMany("people.wait_to_sign_in", retry_after=longest)
    for row in rows:
        stale = tx.now - row.last_at >= attempts.FORGET
        tried = 1 if stale else row.tried + 1
        tx.execute(
            _table.update().where(_table.c.key == row.key).values(tried=tried, last_at=tx.now)
        )


def sign_in(
    tx: Tx,
    person_id: int,
    *,
    password_hash: str,
    code: str | None,
    session: NewSession,
    keyring: Keyring,
    rehashed: str | None = None,
) -> Session | None:
    """Start a session of somebody whose password fitted `password_hash`.

    None when a second factor is needed and `code` is missing. Raises `Unauthenticated` when the
    code is wrong or spent, or the password was changed meanwhile.
    """
    person = tx.execute(
        sa.select(person_table).where(person_table.c.id == person_id).with_for_update()
    ).first()
    if person is None or person.disabled_at is not None or person.password_hash != password_hash:
        raise Unauthenticated("people.bad_sign_in")
    if person.totp_confirmed_at is not None:
        if not (code and code.strip()):
            # Not a success: else a guesser of codes could clear the count by asking without one.
            give_back(tx, person.email_key, session.address, clear=False)
            return None
        two_factor.use_code(tx, person, code, keyring)
    give_back(tx, person.email_key, session.address, clear=True)
    if rehashed is not None:
        tx.execute(
            person_table.update()
            .where(person_table.c.id == person_id)
            .values(password_hash=rehashed)
        )
    return sessions.start(tx, person_id, session)


def change_password(
    tx: Tx, *, old_hash: str, new_hash: str, address: str, keep_session: int | None, by: Actor
) -> None:
    """Give the actor a new password; every other session of theirs ends.

    The old password has been checked against `old_hash` outside.
    """
    if by.person_id is None:
        raise Unauthenticated("people.not_signed_in")
    changed = tx.execute(
        person_table.update()
        .where(person_table.c.id == by.person_id, person_table.c.password_hash == old_hash)
        .values(password_hash=new_hash)
        .returning(person_table.c.email_key)
    ).first()
    if changed is None:
        raise Conflict("people.password_changed_meanwhile")
    give_back(tx, changed.email_key, address, clear=True)
    withdraw_password_link(tx, by.person_id)
    sessions.end_all(tx, by.person_id, but=keep_session, by=by)
    sessions.record_password_change(tx, Doer("person", by.person_id))


def withdraw_password_link(tx: Tx, person_id: int) -> None:
    """Let the link to a new password, if there is one, lead nowhere any more."""
    tx.execute(password_link_table.delete().where(password_link_table.c.person_id == person_id))


def forget_old_attempts(tx: Tx) -> None:
    """Delete counts that no longer matter; the worker calls it now and then."""
    tx.execute(_table.delete().where(_table.c.last_at < tx.now - attempts.FORGET))


def give_back(tx: Tx, account: str, address: str, *, clear: bool) -> None:
    """Take the last attempt back; with `clear` the account's earlier ones are forgotten as well."""
    for key, limit in sorted(attempts.keys(email_key(account), address).items()):
        if clear and limit is not attempts.ADDRESS:
            tx.execute(_table.delete().where(_table.c.key == key))
        else:
            tx.execute(
                _table.update()
                .where(_table.c.key == key, _table.c.tried > 0)
                .values(tried=_table.c.tried - 1)
            )


def _locked(tx: Tx, keys: Collection[str]) -> Sequence[sa.Row[Any]]:
    return tx.execute(
        sa.select(_table).where(_table.c.key.in_(keys)).order_by(_table.c.key).with_for_update()
    ).all()
