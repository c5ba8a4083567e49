"""The wallboard: today as it stands, for everybody who may see the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from msgspec import Struct

from madoguchi.insight.contracts import BreachSeen, Colleague, Filter, LastWeek, Wallboard
from madoguchi.insight.figures.days import SLOTS
from madoguchi.insight.figures.definitions import figures
from madoguchi.insight.figures.facts import Breach
from madoguchi.insight.figures.stored import read_fact
from madoguchi.insight.figures.tally import Tally, total
from madoguchi.insight.queries import memory, sight
from madoguchi.insight.queries.figures import Days
from madoguchi.insight.tables import figure_fact_table, figure_talk_table
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.presence import queries as presence

GO_ON = frozenset({"longest_wait", "online_time", "hang_up_time", "concurrency", "occupancy"})
"""Figures that change with each second, which every screen counts by itself."""
WEEK = timedelta(days=7)
SHOWN_BREACHES = 20
SERVED_WITHIN = timedelta(hours=12)
"""A talk in which nobody has said anything for so long is not being served, only not closed."""


class Serving(Struct, frozen=True):
    """How many talks are being served, and since when the most silent of them has been so."""

    talks: int
    silent_since: datetime | None


def wallboard(view: View, wanted: Filter, known: LastWeek | None = None, *, by: Actor) -> Wallboard:
    """Return today's figures. Raises `Forbidden`.

    `known` is last week's part of an earlier one: it changes only with the half hour.
    """
    sight.check(wanted, by)
    zone = memory.zone_of(view)
    today, slot = memory.moment_of(ZoneInfo(zone), view.now)
    days = Days(view, zone, today, today)
    whole = days.tally(wanted, by)
    served = serving(view, wanted, by)
    if known is None or (known.day, known.until) != (today - WEEK, slot):
        known = last_week(view, zone, today - WEEK, slot, wanted, by)
    # Whoever has waited since yesterday waits as well.
    waiting = Days(view, zone, date.min, today).still_open(wanted, by)
    return Wallboard(
        at=view.now,
        day=today,
        zone=zone,
        figures={
            name: value for name, value in figures(whole, days.present).items() if name not in GO_ON
        },
        offered=_offered(days.by_half_hour(wanted, by), slot + 1),
        last_week=known,
        waiting=len(waiting),
        waiting_since=min((each.opened_at for each in waiting), default=None),
        serving=served.talks,
        silent_since=served.silent_since,
        people=colleagues(view, wanted, by),
        breaches=breaches(days, wanted, by),
    )


def last_week(view: View, zone: str, day: date, until: int, wanted: Filter, by: Actor) -> LastWeek:
    """Return a day's figures until the half hour `until` began."""
    days = Days(view, zone, day, day)
    halves = days.by_half_hour(wanted, by)
    so_far = total(each for slot, each in halves.items() if slot < until)
    return LastWeek(
        day=day,
        until=until,
        figures=figures(so_far, days.present),
        offered=_offered(halves, SLOTS),
    )


def _offered(halves: dict[int, Tally], count: int) -> list[int]:
    return [len(halves[slot].offered) if slot in halves else 0 for slot in range(count)]


def serving(view: View, wanted: Filter, by: Actor) -> Serving:
    """Return what is being served: in somebody's charge, not resolved, and not asleep."""
    talks = figure_talk_table.c
    conditions = sight.place(figure_talk_table, wanted, by)
    if wanted.person_id is not None:
        conditions.append(talks.person_id == wanted.person_id)
    row = view.execute(
        sa.select(sa.func.count().label("talks"), sa.func.min(talks.served_at).label("since"))
        .select_from(figure_talk_table)
        .where(talks.served_at >= view.now - SERVED_WITHIN, *conditions)
    ).one()
    return Serving(row.talks, row.since)


def colleagues(view: View, wanted: Filter, by: Actor) -> list[Colleague]:
    """Return how people stand who have been here; one alone where figures are one person's."""
    talks = figure_talk_table.c
    counts = view.execute(
        sa.select(talks.person_id, sa.func.count().label("talks"))
        .where(talks.served_at >= view.now - SERVED_WITHIN)
        .group_by(talks.person_id)
    )
    served = {row.person_id: row.talks for row in counts}
    able = {each.id: each.capacity for each in presence.abilities(view, by=by)}
    return [
        Colleague(
            person_id=each.id,
            presence=each.state,
            since=each.since,
            serving=served.get(each.id, 0),
            capacity=able[each.id],
        )
        for each in presence.presences(view, by=by)
        if each.id in able and wanted.person_id in {None, each.id}
    ]


def breaches(days: Days, wanted: Filter, by: Actor) -> list[BreachSeen]:
    """Return the latest clocks that ran out in these days, the latest first."""
    columns = figure_fact_table.c
    rows = days.view.execute(
        sa.select(columns.fact)
        .where(
            *sight.facts(wanted, by),
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
