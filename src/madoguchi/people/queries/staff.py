"""The company, its people and its teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import (
    Actor,
    Organisation,
    Person,
    Team,
)
from madoguchi.people.tables import (
    membership_table,
    organisation_table,
    person_shop_table,
    person_table,
    team_table,
)


def organisation(view: View) -> Organisation | None:
    """Return the company, None before the first set-up."""
    name = view.execute(sa.select(organisation_table.c.name)).scalar_one_or_none()
    return None if name is None else Organisation(name)


def person(view: View, person_id: int) -> Person:
    """Return a member of staff. Raises `NotFound`."""
    found = _people(view, person_table.c.id == person_id)
    if not found:
        raise NotFound("people.not_found")
    return found[0]


def name_of(view: View, person_id: int | None) -> str | None:
    """Return what a colleague is called, None for nobody. Raises `NotFound`."""
    return None if person_id is None else person(view, person_id).name


def all_people(view: View, by: Actor) -> list[Person]:
    """Return all staff, the disabled too: colleagues know one another by name."""
    return _people(view, sa.true())


def addresses(view: View) -> frozenset[str]:
    """Return the mail addresses of all staff who are not disabled: for the rooms above."""
    active = person_table.c.disabled_at.is_(None)
    return frozenset(view.execute(sa.select(person_table.c.email).where(active)).scalars())


def staff_names(view: View) -> frozenset[str]:
    """Return the names of all staff who are not disabled: for the rooms above."""
    active = person_table.c.disabled_at.is_(None)
    return frozenset(view.execute(sa.select(person_table.c.name).where(active)).scalars())


def all_teams(view: View, by: Actor) -> list[Team]:
    """Return all teams by name."""
    rows = view.execute(sa.select(team_table).order_by(team_table.c.name_key))
    return [to_team(row) for row in rows]


def team(view: View, team_id: int) -> Team:
    """Return a team. Raises `NotFound`."""
    row = view.execute(sa.select(team_table).where(team_table.c.id == team_id)).first()
    if row is None:
        raise NotFound("people.team_not_found")
    return to_team(row)


def to_team(row: sa.Row[Any]) -> Team:
    """Turn a row of `team_table` into the entity."""
    return Team(id=row.id, version=row.version, name=row.name)


def _people(view: View, condition: sa.ColumnElement[bool]) -> list[Person]:
    rows = view.execute(sa.select(person_table).where(condition).order_by(person_table.c.id)).all()
    ids = [row.id for row in rows] if len(rows) < 100 else None
    shops = _grouped(view, person_shop_table.c.person_id, person_shop_table.c.shop_id, ids)
    teams = _grouped(view, membership_table.c.person_id, membership_table.c.team_id, ids)
    return [
        Person(
            id=row.id,
            version=row.version,
            name=row.name,
            email=row.email,
            role=row.role,
            locale=row.locale,
            zone=row.zone,
            all_shops=row.all_shops,
            shop_ids=shops[row.id],
            team_ids=teams[row.id],
            disabled_at=row.disabled_at,
            two_factor=row.totp_confirmed_at is not None,
        )
        for row in rows
    ]


def _grouped(
    view: View, owner: sa.Column[Any], owned: sa.Column[Any], owners: Iterable[int] | None
) -> dict[int, list[int]]:
    select = sa.select(owner, owned).order_by(owner, owned)
    if owners is not None:
        select = select.where(owner.in_(owners))
    grouped: dict[int, list[int]] = defaultdict(list)
    for person_id, other_id in map(tuple, view.execute(select)):
        grouped[person_id].append(other_id)
    return grouped
