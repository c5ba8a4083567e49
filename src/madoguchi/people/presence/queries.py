"""Reads of presence and abilities: colleagues know of one another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.presence.contracts import CAPACITY, Ability, Presence, Spoken
from madoguchi.people.presence.rules import base_language
from madoguchi.people.presence.tables import ability_table, presence_table
from madoguchi.people.tables import person_table


def presences(view: View, *, by: Actor) -> list[Presence]:
    """Return where everybody stands who has ever been at a desk."""
    rows = view.execute(sa.select(presence_table).order_by(presence_table.c.person_id))
    return [to_presence(row) for row in rows]


def presence(view: View, person_id: int) -> Presence | None:
    """Return where a person stands, None where they never came."""
    row = view.execute(
        sa.select(presence_table).where(presence_table.c.person_id == person_id)
    ).first()
    return None if row is None else to_presence(row)


def abilities(view: View, *, by: Actor) -> list[Ability]:
    """Return what each of the staff can do, with the defaults where nothing was said."""
    return _abilities(view, sa.true())


def ability(view: View, person_id: int) -> Ability:
    """Return what a person can do. Raises `NotFound`."""
    found = _abilities(view, person_table.c.id == person_id)
    if not found:
        raise NotFound("people.not_found")
    return found[0]


def to_presence(row: sa.Row[Any]) -> Presence:
    """Turn a row of `presence_table` into the entity."""
    return Presence(
        id=row.person_id,
        version=row.version,
        state=row.state,
        since=row.since,
        why=row.why,
        chosen=row.chosen,
        chosen_by=row.chosen_by,
        chosen_at=row.chosen_at,
    )


def _abilities(view: View, condition: sa.ColumnElement[bool]) -> list[Ability]:
    rows = view.execute(
        sa.select(person_table.c.id, person_table.c.locale, ability_table)
        .join_from(person_table, ability_table, isouter=True)
        .where(condition)
        .order_by(person_table.c.id)
    )
    return [_to_ability(row) for row in rows]


def _to_ability(row: sa.Row[Any]) -> Ability:
    """Turn a person's row into their abilities; nobody yet said: they speak as they read."""
    if row.version is None:
        spoken = [Spoken(base_language(row.locale))]
        return Ability(id=row.id, version=0, capacity=CAPACITY, languages=spoken, skills=[])
    return Ability(
        id=row.id,
        version=row.version,
        capacity=row.capacity,
        languages=row.languages,
        skills=row.skills,
    )
