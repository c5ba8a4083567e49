"""How things stand at this moment: what is being served, who is there, what has just run out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from msgspec import Struct

from madoguchi.desk.tables import conversation_table
from madoguchi.insight.contracts import BreachSeen, Colleague, Filter
from madoguchi.insight.figures.facts import Breach
from madoguchi.insight.figures.stored import read_fact
from madoguchi.insight.queries import sight
from madoguchi.insight.queries.figures import Days
from madoguchi.insight.tables import figure_fact_table, figure_talk_table
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.presence.contracts import CAPACITY
from madoguchi.people.presence.tables import ability_table, presence_table
from madoguchi.people.tables import membership_table, person_shop_table, person_table

SHOWN_BREACHES = 20
SERVED_WITHIN = timedelta(hours=12)
"""A talk in which nobody has said anything for so long is not being served, only not closed."""

_AWAKE = ~sa.exists().where(
    conversation_table.c.id == figure_talk_table.c.conversation_id,
    conversation_table.c.state == "snoozed",
)
"""What is put aside until later is served by nobody now."""


class Serving(Struct, frozen=True):
    """How many talks are being served, and since when the most silent of them has been so."""

    talks: int
    silent_since: datetime | None


def serving(view: View, wanted: Filter, by: Actor) -> Serving:
    """Return what is being served: in somebody's charge, not resolved, and not asleep."""
    talks = figure_talk_table.c
    conditions = [*sight.place_conditions(figure_talk_table, wanted, by), _AWAKE]
    if wanted.person_id is not None:
        conditions.append(talks.person_id == wanted.person_id)
    row = view.execute(
        sa.select(sa.func.count().label("talks"), sa.func.min(talks.served_at).label("since"))
        .select_from(figure_talk_table)
        .where(talks.served_at >= view.now - SERVED_WITHIN, *conditions)
    ).one()
    return Serving(row.talks, row.since)


def colleagues(view: View, wanted: Filter, by: Actor) -> list[Colleague]:
    """Return how those stand who answer in the place that is asked for and have been here.

    Whoever does not see every shop sees who answers in theirs, and of what these serve no more than
    lies there.
    """
    person, here, able = person_table.c, presence_table.c, ability_table.c
    talks = figure_talk_table.c
    served = (
        sa.select(talks.person_id, sa.func.count().label("serving"))
        .where(
            talks.served_at >= view.now - SERVED_WITHIN,
            _AWAKE,
            *sight.place_conditions(figure_talk_table, Filter(), by),
        )
        .group_by(talks.person_id)
        .subquery()
    )
    statement = (
        sa.select(person.id, here.state, here.since, able.capacity, served.c.serving)
        .select_from(person_table)
        .join(presence_table, here.person_id == person.id)
        .outerjoin(ability_table, able.person_id == person.id)
        .outerjoin(served, served.c.person_id == person.id)
        .order_by(person.id)
    )
    if not by.all_shops:
        statement = statement.where(person.all_shops | person.id.in_(_of_shops(by.shop_ids)))
    if wanted.shop_id is not None:
        statement = statement.where(person.all_shops | person.id.in_(_of_shops({wanted.shop_id})))
    if wanted.team_id is not None:
        member = membership_table.c
        team = sa.select(member.person_id).where(member.team_id == wanted.team_id)
        statement = statement.where(person.id.in_(team))
    if wanted.person_id is not None:
        statement = statement.where(person.id == wanted.person_id)
    return [
        Colleague(
            person_id=row.id,
            presence=row.state,
            since=row.since,
            serving=row.serving or 0,
            capacity=CAPACITY if row.capacity is None else row.capacity,
        )
        for row in view.execute(statement)
    ]


def breaches(days: Days, wanted: Filter, by: Actor) -> list[BreachSeen]:
    """Return the latest clocks that ran out in these days, the latest first."""
    columns = figure_fact_table.c
    rows = days.view.execute(
        sa.select(columns.fact)
        .where(
            *sight.fact_conditions(wanted, by),
            columns.kind == "breach",
            columns.day.between(days.first.toordinal(), days.last.toordinal()),
        )
        .order_by(columns.three.desc(), columns.two.desc())
        .limit(SHOWN_BREACHES)
    )
    found = [read_fact("breach", row.fact) for row in rows]
    return [
        BreachSeen(
            at=each.at,
            subject=each.subject,
            conversation_id=each.conversation,
            person_id=each.agent,
        )
        for each in found
        if isinstance(each, Breach)
    ]


def _of_shops(shop_ids: Collection[int]) -> sa.Select[tuple[int]]:
    columns = person_shop_table.c
    return sa.select(columns.person_id).where(columns.shop_id.in_(shop_ids))
