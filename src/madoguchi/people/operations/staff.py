"""The staff: the first owner, and every change to a person."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict, Forbidden, NotFound
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import Actor, Person, PersonChanges, Role
from madoguchi.people.operations import access, sessions, two_factor
from madoguchi.people.rules import fields
from madoguchi.people.tables import organisation_table, person_table

OWN_FIELDS = {"name", "locale", "zone"}
"""What everybody may change of themselves."""


def set_up(
    tx: Tx,
    *,
    organisation: str,
    name: str,
    email: str,
    password_hash: str,
    locale: str,
    zone: str,
) -> Person:
    """Make the company and its first owner. Raises `Conflict` when that was done before."""
    made = insert_unless_there(
        tx,
        organisation_table,
        id=1,
        name=fields.check_name(organisation, "organisation"),
        created_at=tx.now,
    )
    if made is None:
        raise Conflict("people.set_up_already")
    person_id = join(
        tx,
        name=name,
        email=email,
        role="owner",
        password_hash=password_hash,
        locale=locale,
        zone=zone,
        all_shops=True,
    )
    return access.record(tx, "organisation_set_up", person_id, Doer("person", person_id))


def join(
    tx: Tx,
    *,
    name: str,
    email: str,
    role: Role,
    password_hash: str,
    locale: str,
    zone: str,
    all_shops: bool,
) -> int:
    """Add a person and return their id; the caller records the event.

    Raises `Conflict` when the address has an account.
    """
    email = fields.check_email(email)
    row = insert_unless_there(
        tx,
        person_table,
        version=1,
        name=fields.check_name(name),
        email=email,
        email_key=fields.email_key(email),
        role=role,
        locale=fields.check_locale(locale),
        zone=fields.check_zone(zone),
        all_shops=all_shops or role == "owner",
        password_hash=password_hash,
        totp_last_step=0,
        created_at=tx.now,
    )
    if row is None:
        raise Conflict("people.email_taken", field="email", email=email)
    return int(row.id)


def change_person(tx: Tx, person_id: int, changes: PersonChanges, *, by: Actor) -> Person:
    """Change what is given and leave the rest.

    Everybody changes their own name, language and zone; supervisors also who is in which team;
    owners everything of everybody. An owner always remains. Disabling ends every session.
    """
    given = {
        name: value
        for name, value in msgspec.structs.asdict(changes).items()
        if value is not msgspec.UNSET
    }
    _check_may(set(given), person_id, by)
    access.one_at_a_time(tx)
    before = tx.execute(
        sa.select(person_table).where(person_table.c.id == person_id).with_for_update()
    ).first()
    if before is None:
        raise NotFound("people.not_found")
    if not given:
        return queries.person(tx, person_id)
    access.check_reach(tx, given.get("shop_ids", ()), given.get("team_ids", ()))
    values: dict[str, object] = {
        name: given[name] for name in ("role", "all_shops") if name in given
    }
    if isinstance(changes.name, str):
        values["name"] = fields.check_name(changes.name)
    if isinstance(changes.email, str):
        values |= _new_address(tx, person_id, fields.check_email(changes.email))
    if isinstance(changes.locale, str):
        values["locale"] = fields.check_locale(changes.locale)
    if isinstance(changes.zone, str):
        values["zone"] = fields.check_zone(changes.zone)
    if given.get("role", before.role) == "owner":
        values["all_shops"] = True
    kind = "person_changed"
    if changes.disabled is True and before.disabled_at is None:
        values["disabled_at"], kind = tx.now, "person_disabled"
    elif changes.disabled is False and before.disabled_at is not None:
        values["disabled_at"], kind = None, "person_enabled"
    access.touch(tx, person_id, **values)
    if "shop_ids" in given:
        access.set_shops(tx, person_id, given["shop_ids"])
    if "team_ids" in given:
        access.set_teams(tx, person_id, given["team_ids"])
    access.keep_an_owner(tx)
    if kind == "person_disabled":
        sessions.end_all(tx, person_id, by=by)
    if changes.two_factor is False and before.totp_confirmed_at is not None:
        two_factor.take_off(tx, person_id, by=by)
    return access.record(tx, kind, person_id, by.doer)


def _new_address(tx: Tx, person_id: int, email: str) -> dict[str, object]:
    key = fields.email_key(email)
    others = sa.select(person_table.c.id).where(
        person_table.c.email_key == key, person_table.c.id != person_id
    )
    if tx.execute(others).first() is not None:
        raise Conflict("people.email_taken", field="email", email=email)
    return {"email": email, "email_key": key}


def _check_may(given: set[str], person_id: int, by: Actor) -> None:
    if by.at_least("owner"):
        return
    allowed: set[str] = set()
    if by.person_id == person_id:
        allowed |= OWN_FIELDS
    if by.at_least("supervisor"):
        allowed |= {"team_ids"}
    if not given <= allowed:
        raise Forbidden("people.owner_only")
