"""Teams: made, renamed, dissolved. Who is in them is the persons' affair."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import normalise
from madoguchi.people.contracts import Actor, Team
from madoguchi.people.operations import access
from madoguchi.people.queries import to_team
from madoguchi.people.rules import fields
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.people.tables import membership_table, team_table


def make_team(tx: Tx, name: str, *, by: Actor) -> Team:
    """Make an empty team. Supervisors and owners."""
    supervisor_only(by)
    name = fields.check_name(name)
    row = insert_unless_there(tx, team_table, version=1, name=name, name_key=normalise(name))
    if row is None:
        raise Conflict("people.team_name_taken", field="name", name=name)
    return _record(tx, "team_made", to_team(row), by)


def rename_team(tx: Tx, team_id: int, name: str, *, by: Actor) -> Team:
    """Give a team another name. Supervisors and owners."""
    supervisor_only(by)
    access.one_at_a_time(tx)
    name = fields.check_name(name)
    like = sa.select(team_table.c.id).where(
        team_table.c.name_key == normalise(name), team_table.c.id != team_id
    )
    if tx.execute(like).first() is not None:
        raise Conflict("people.team_name_taken", field="name", name=name)
    row = tx.execute(
        team_table.update()
        .where(team_table.c.id == team_id)
        .values(name=name, name_key=normalise(name), version=team_table.c.version + 1)
        .returning(*team_table.columns)
    ).first()
    if row is None:
        raise NotFound("people.team_not_found")
    return _record(tx, "team_renamed", to_team(row), by)


def dissolve_team(tx: Tx, team_id: int, *, by: Actor) -> None:
    """Delete a team; its members stay, each changed by losing it. Supervisors and owners.

    The shell first lets `desk` take the team off its conversations.
    """
    supervisor_only(by)
    access.one_at_a_time(tx)
    members = tx.execute(
        membership_table.delete()
        .where(membership_table.c.team_id == team_id)
        .returning(membership_table.c.person_id)
    ).scalars()
    for person_id in sorted(members):
        access.touch(tx, person_id)
        access.record(tx, "person_changed", person_id, by.doer)
    row = tx.execute(
        team_table.delete().where(team_table.c.id == team_id).returning(*team_table.columns)
    ).first()
    if row is None:
        raise NotFound("people.team_not_found")
    tx.record(NewEvent("team_dissolved", by.doer, [Change("team", row.id, row.version + 1, None)]))


def _record(tx: Tx, kind: str, team: Team, by: Actor) -> Team:
    tx.record(NewEvent(kind, by.doer, [Change("team", team.id, team.version, team)]))
    return team
