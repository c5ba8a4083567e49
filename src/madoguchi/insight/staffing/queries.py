"""The arrival history from the conversations, what is assumed, and a week drawn from both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from madoguchi.desk.tables import conversation_table
from madoguchi.insight.figures.days import ONE_DAY, begins
from madoguchi.insight.staffing.contracts import (
    Assumptions,
    AssumptionsDraft,
    HandlingFrom,
    StaffingWeek,
)
from madoguchi.insight.staffing.tables import staffing_assumptions_table
from madoguchi.insight.staffing.week import (
    QUARTER,
    Arrivals,
    aim_of,
    arrivals,
    half_hours,
    missing,
)
from madoguchi.kernel.time import from_microseconds, to_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.people.shifts.rules import days_between
from madoguchi.shops import queries as shops

_C = conversation_table.c
_A = staffing_assumptions_table.c
# A sum, so that neither database takes an index of shops instead of that of times, which alone
# holds all that is asked for: at a million conversations that is eight times slower.
_SHOP: sa.ColumnElement[int] = _C.shop_id + 0

SAMPLE = 5_000
"""Conversations that the handling time is taken from: the newest."""
LONGEST_HANDLING = timedelta(hours=2)
"""What stood open longer was left open, not worked on."""
FEWEST = 10
USUAL_HANDLING = timedelta(minutes=8)
"""Where history says nothing yet."""


def scope_of(shop_id: int | None, channel: str | None) -> str:
    """Return the name of a shop and channel, either of them any."""
    return f"{shop_id or 0}:{channel or ''}"


def assumptions(view: View, shop_id: int | None = None, channel: str | None = None) -> Assumptions:
    """Return what is assumed of a shop and channel: its own, else the shop's, else the channel's,
    else the house's, else what the desk comes with (version 0).
    """
    wanted = [
        scope_of(*each)
        for each in ((shop_id, channel), (shop_id, None), (None, channel), (None, None))
    ]
    rows = view.execute(sa.select(staffing_assumptions_table).where(_A.scope.in_(wanted))).all()
    if not rows:
        return Assumptions(id=0, version=0)
    return to_assumptions(min(rows, key=lambda row: wanted.index(row.scope)))


def staffing_week(
    view: View,
    first: date,
    zone: str,
    *,
    by: Actor,
    shop_id: int | None = None,
    channel: str | None = None,
) -> StaffingWeek:
    """Return what the seven days from `first` need and have planned. Supervisors and owners.

    Of a shop, those planned are the people who see it; without one, of all that the actor sees.
    """
    supervisor_only(by)
    if shop_id is not None:
        shops.visible(view, shop_id, by=by)
    begins, ends = days_between(zone, first, 7)
    local, assumed = ZoneInfo(zone), assumptions(view, shop_id, channel)
    where = _scope(by, shop_id, channel)
    history = _arrivals(view, where, local, assumed.weeks)
    handling, source = _handling(view, where, assumed, history)
    workers = {
        person.id
        for person in people.all_people(view, by)
        if person.disabled_at is None
        and (shop_id is None or person.all_shops or shop_id in person.shop_ids)
    }
    planned = [
        (shift.starts_at, shift.ends_at)
        for shift in people.shifts_between(view, begins, ends, by=by)
        if shift.kind == "work" and shift.person_id in workers
    ]
    expected = history.contacts if history is not None else {}
    halves = half_hours(first, local, expected, handling, aim_of(assumed), planned)
    contacts = sum(half.contacts for half in halves)
    return StaffingWeek(
        first=first,
        zone=zone,
        since=history.since if history is not None else None,
        until=history.until if history is not None else None,
        conversations=history.count if history is not None else 0,
        handling=handling.total_seconds(),
        handling_from=source,
        assumptions=assumed,
        half_hours=halves,
        short=round(sum(missing(half) for half in halves) / 2, 2),
        expected=sum(half.contacts * half.level for half in halves) / contacts
        if contacts
        else None,
    )


def to_assumptions(row: sa.Row[Any]) -> Assumptions:
    """Turn a row of `staffing_assumptions_table` into the entity."""
    names = AssumptionsDraft.__struct_fields__
    return Assumptions(
        id=row.id, version=row.version, **{name: row._mapping[name] for name in names}
    )


def _scope(by: Actor, shop_id: int | None, channel: str | None) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if shop_id is not None:
        where.append(_SHOP.in_([shop_id]))
    elif not by.all_shops:
        where.append(_SHOP.in_(by.shop_ids))
    if channel is not None:
        where.append(_C.channel == channel)
    return where


def _arrivals(
    view: View, where: list[sa.ColumnElement[bool]], zone: ZoneInfo, weeks: int
) -> Arrivals | None:
    """Count conversations opened by the quarter hour, in whole days up to yesterday.

    Read from an index alone. A house younger than `weeks` is averaged over its own days.
    """
    today = view.now.astimezone(zone).date()
    since, until = today - weeks * 7 * ONE_DAY, today - ONE_DAY
    ends = to_microseconds(begins(today, zone))
    # Each quarter counted as a stretch of the index: to group a million rows takes four times as
    # long. One that no zone begins its day in the middle of is none (see `QUARTER`).
    each = QUARTER // timedelta(microseconds=1)
    first = sa.select(sa.literal(to_microseconds(begins(since, zone)), sa.BigInteger).label("at"))
    quarters = first.cte("quarters", recursive=True)
    quarters = quarters.union_all(
        sa.select(quarters.c.at + each).where(quarters.c.at + each < ends)
    )
    created = sa.type_coerce(_C.created_at, sa.BigInteger)  # as the number it is stored as
    opened = (
        sa.select(sa.func.count())
        .select_from(conversation_table)
        .where(created >= quarters.c.at, created < quarters.c.at + each, *where)
        .scalar_subquery()
    )
    counts: list[tuple[datetime, int]] = [
        (from_microseconds(at), count)
        for at, count in map(tuple, view.execute(sa.select(quarters.c.at, opened)))
        if count
    ]
    if not counts:
        return None
    begun = min(at for at, _ in counts).astimezone(zone).date()
    return arrivals(counts, max(since, begun), until, zone)


def _handling(
    view: View,
    where: list[sa.ColumnElement[bool]],
    assumed: Assumptions,
    history: Arrivals | None,
) -> tuple[timedelta, HandlingFrom]:
    """Return how long a conversation is worked on: as assumed, else from first reply to resolved,
    on average over the newest that were not left open.
    """
    if assumed.handling is not None:
        return timedelta(seconds=assumed.handling), "hand"
    if history is None:
        return USUAL_HANDLING, "usual"
    newest = (
        sa.select(_C.first_reply_at, _C.resolved_at)
        .where(_C.created_at >= view.now - assumed.weeks * 7 * ONE_DAY, *where)
        .order_by(_C.created_at.desc())
        .limit(SAMPLE)
        .subquery()
    )
    lasted = sa.type_coerce(newest.c.resolved_at, sa.BigInteger) - sa.type_coerce(
        newest.c.first_reply_at, sa.BigInteger
    )
    longest = LONGEST_HANDLING // timedelta(microseconds=1)
    counted = view.execute(
        sa.select(sa.func.count(), sa.func.avg(lasted)).where(lasted > 0, lasted <= longest)
    ).one()
    count, mean = tuple(counted)
    if count < FEWEST:
        return USUAL_HANDLING, "usual"
    return timedelta(seconds=max(1, round(float(mean) / 1e6))), "history"
