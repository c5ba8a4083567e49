"""A week's half hours from history, assumptions and shifts; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from madoguchi.insight.figures.days import ONE_DAY, begins
from madoguchi.insight.staffing.contracts import AssumptionsDraft, HalfHour
from madoguchi.insight.staffing.rules import (
    HALF_HOUR,
    Aim,
    Demand,
    Slot,
    Staffing,
    agents_needed,
    occurrences,
    service_with,
    slot_of,
)

QUARTER = timedelta(minutes=15)
"""Zones differ from UTC by whole quarters of an hour: a count of each is exact in all of them."""


class Arrivals(Struct, frozen=True):
    """How many contacts each half hour of the week brought, on average, and from which days."""

    since: date
    until: date
    count: int
    contacts: Mapping[Slot, float]


def aim_of(assumed: AssumptionsDraft) -> Aim:
    """Return the assumptions as Erlang's formula wants them."""
    return Aim(
        service_level=assumed.service_level,
        within=timedelta(seconds=assumed.within),
        max_occupancy=assumed.max_occupancy,
        shrinkage=assumed.shrinkage,
        concurrency=assumed.concurrency,
    )


def arrivals(
    counts: Iterable[tuple[datetime, int]], since: date, until: date, zone: ZoneInfo
) -> Arrivals:
    """Average counts by quarter hour (each by its beginning) over the days from `since` to `until`.

    A half hour that daylight saving skips counts once less, one that comes twice, twice.
    """
    days = [since + ONE_DAY * each for each in range((until - since).days + 1)]
    came = occurrences(days, zone)
    sums: dict[Slot, int] = {}
    for at, count in counts:
        slot = slot_of(at.astimezone(zone))
        sums[slot] = sums.get(slot, 0) + count
    averages = {slot: count / came[slot] for slot, count in sums.items()}
    return Arrivals(since, until, sum(sums.values()), averages)


def half_hours(
    first: date,
    zone: ZoneInfo,
    expected: Mapping[Slot, float],
    handling: timedelta,
    aim: Aim,
    shifts: Iterable[tuple[datetime, datetime]],
) -> list[HalfHour]:
    """Return the half hours of the seven days from `first`, in order: 334 to 338 of them.

    `shifts` are stretches of work; one that covers a part of a half hour counts by that part.
    """
    since, until = begins(first, zone), begins(first + 7 * ONE_DAY, zone)
    planned = _planned(since, until, shifts)

    # Many half hours are alike, and Erlang's formula grows with the traffic.
    @lru_cache
    def need(contacts: float) -> Staffing:
        return agents_needed(Demand(contacts, handling), aim)

    @lru_cache
    def reach(agents: int, contacts: float) -> Staffing:
        return service_with(agents, Demand(contacts, handling), aim)

    found = []
    for number in range((until - since) // HALF_HOUR):
        at = since + number * HALF_HOUR
        contacts = expected.get(slot_of(at.astimezone(zone)), 0.0)
        there = round(planned[number], 3)
        at_the_queue = int(there * (1 - aim.shrinkage) + 1e-9)
        found.append(
            HalfHour(
                at,
                round(contacts, 3),
                need(contacts).paid,
                there,
                round(reach(at_the_queue, contacts).service_level, 4),
            )
        )
    return found


def missing(half: HalfHour) -> float:
    """Return how many people a half hour is short of."""
    return max(0.0, half.needed - half.planned)


def _planned(
    since: datetime, until: datetime, shifts: Iterable[tuple[datetime, datetime]]
) -> list[float]:
    planned = [0.0] * ((until - since) // HALF_HOUR)
    for starts_at, ends_at in shifts:
        start, end = max(starts_at, since), min(ends_at, until)
        while start < end:
            number = (start - since) // HALF_HOUR
            turns_at = min(end, since + (number + 1) * HALF_HOUR)
            if number < len(planned):
                planned[number] += (turns_at - start) / HALF_HOUR
            start = turns_at
    return planned
