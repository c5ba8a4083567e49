"""Reads of the plan: a stretch of it, who is on shift, when that next changes, the usual hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.shifts.contracts import Duty, PlannedShift, ShiftTemplates
from madoguchi.people.shifts.rules import USUAL, days_between
from madoguchi.people.shifts.tables import shift_table, shift_templates_table
from madoguchi.people.tables import person_table

_S = shift_table.c
LOOKED_BACK = timedelta(days=7)
"""A shift that ended longer ago says nothing about today."""


def on_shift(view: View, person_id: int, at: datetime) -> PlannedShift | None:
    """Return the shift that a person works at an instant, None while they are off or on leave.

    A shift ends at its end: at that instant it is over.
    """
    running = planned_at(view, person_id, at)
    return running if running is not None and running.kind == "work" else None


def planned_at(view: View, person_id: int, at: datetime) -> PlannedShift | None:
    """Return what is planned for a person at an instant, work or leave; None for nothing."""
    row = view.execute(
        sa.select(shift_table)
        .join_from(shift_table, person_table)
        .where(_S.person_id == person_id, _S.starts_at <= at, person_table.c.disabled_at.is_(None))
        .order_by(_S.starts_at.desc())
        .limit(1)
    ).first()
    return to_shift(row) if row is not None and at < row.ends_at else None


def everybody_at(view: View, at: datetime) -> dict[int, PlannedShift]:
    """Return what is planned at an instant, work or leave, by person; the disabled left out."""
    rows = view.execute(
        sa.select(shift_table)
        .join_from(shift_table, person_table)
        .where(_S.ends_at > at, _S.starts_at <= at, person_table.c.disabled_at.is_(None))
    )
    return {row.person_id: to_shift(row) for row in rows}


def duties(view: View, at: datetime) -> dict[int, Duty]:
    """Return what the plan says at an instant, of those who work or did in the last week."""
    following = shift_table.alias("following")
    ends = view.execute(
        sa.select(_S.person_id, sa.func.max(_S.ends_at).label("ended_at"))
        .where(
            _S.kind == "work",
            _S.ends_at > at - LOOKED_BACK,
            _S.ends_at <= at,
            ~sa.exists().where(
                following.c.person_id == _S.person_id,
                following.c.kind == "work",
                following.c.starts_at == _S.ends_at,
            ),
        )
        .group_by(_S.person_id)
    )
    ended = {row.person_id: row.ended_at for row in ends}
    working = {person for person, each in everybody_at(view, at).items() if each.kind == "work"}
    return {person: Duty(person in working, ended.get(person)) for person in working | ended.keys()}


def next_turn(view: View, after: datetime) -> datetime | None:
    """Return the first instant after `after` at which somebody's shift or leave begins or ends."""
    turns = [
        view.execute(sa.select(sa.func.min(column)).where(column > after)).scalar_one()
        for column in (_S.starts_at, _S.ends_at)
    ]
    return min((turn for turn in turns if turn is not None), default=None)


def shifts_between(
    view: View, first: datetime, last: datetime, *, by: Actor, person_id: int | None = None
) -> list[PlannedShift]:
    """Return all that lies in [first, last) at least in part, in order of person and time.

    The plan hangs on the wall: all staff may read it.
    """
    condition = [_S.starts_at < last, _S.ends_at > first]
    if person_id is not None:
        condition.append(_S.person_id == person_id)
    rows = view.execute(
        sa.select(shift_table).where(*condition).order_by(_S.person_id, _S.starts_at)
    )
    return [to_shift(row) for row in rows]


def planned_days(
    view: View, first: date, days: int, zone: str, *, by: Actor, person_id: int | None = None
) -> list[PlannedShift]:
    """Return all that touches the days from `first`, as the clock of a zone shows them.

    Refuses an unknown zone and a day too far away.
    """
    begins, ends = days_between(zone, first, days)
    return shifts_between(view, begins, ends, by=by, person_id=person_id)


def shift(view: View, shift_id: int) -> PlannedShift:
    """Return a shift. Raises `NotFound`."""
    row = view.execute(sa.select(shift_table).where(_S.id == shift_id)).first()
    if row is None:
        raise NotFound("people.shift.not_found")
    return to_shift(row)


def templates(view: View, by: Actor | None = None) -> ShiftTemplates:
    """Return the usual hours: this house's own, else those that come with the desk."""
    row = view.execute(sa.select(shift_templates_table)).first()
    if row is None:
        return ShiftTemplates(id=1, version=0, items=list(USUAL))
    return ShiftTemplates(id=row.id, version=row.version, items=row.items)


def to_shift(row: sa.Row[Any]) -> PlannedShift:
    """Turn a row of `shift_table` into the entity."""
    return PlannedShift(
        id=row.id,
        version=row.version,
        person_id=row.person_id,
        kind=row.kind,
        zone=row.zone,
        day=date.fromisoformat(row.day),
        starts=row.starts,
        ends=row.ends,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
