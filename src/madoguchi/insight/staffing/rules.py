"""How many agents a standard needs: Erlang C with shrinkage, a ceiling of occupancy, and several
chats at once; from one interval's demand or from the history of arrivals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from madoguchi.kernel.errors import Invalid

HALF_HOUR = timedelta(minutes=30)
MOST_TRAFFIC = 100_000
"""Erlangs; beyond it somebody has mistaken a unit."""

LEAST_OCCUPANCY = 0.1


class Demand(Struct, frozen=True):
    """Contacts that arrive within one interval, and how long each is handled."""

    contacts: float
    handling: timedelta
    interval: timedelta = HALF_HOUR


class Aim(Struct, frozen=True, kw_only=True):
    """The share of contacts to be answered `within` a time, and what agents can bear.

    `max_occupancy` is the largest share of time spent handling; `shrinkage` the share of paid time
    away from the queue (breaks, training, leave); `concurrency` the chats one agent holds at once,
    where `handling` is how long a chat lasts at that concurrency.
    """

    service_level: float
    within: timedelta
    max_occupancy: float = 1.0
    shrinkage: float = 0.0
    concurrency: int = 1


class Staffing(Struct, frozen=True):
    """Agents at the queue, agents to be paid for, and the service they give.

    `occupancy` is handling ÷ capacity, `waiting_probability` the share of contacts that wait at
    all, `mean_wait` the average over every contact; None where the queue only grows.
    """

    agents: int
    paid: int
    service_level: float
    occupancy: float
    waiting_probability: float
    mean_wait: timedelta | None


def agents_needed(demand: Demand, aim: Aim) -> Staffing:
    """The fewest agents that meet the aim, and what they achieve.

    Erlang C (A. K. Erlang 1917): Poisson arrivals, exponential handling, nobody gives up. The
    waiting probability comes from the recursion of Erlang B, B(n) = A·B(n−1) / (n + A·B(n−1)),
    which is stable for any traffic: no factorial, no power.
    """
    traffic = check(demand, aim)
    if traffic == 0:
        return Staffing(0, 0, 1.0, 0.0, 0.0, timedelta(0))
    blocking = 1.0
    slots = 0
    while True:
        slots += 1
        blocking = traffic * blocking / (slots + traffic * blocking)
        if slots % aim.concurrency or slots <= traffic:
            continue
        found = _service(slots, traffic, blocking, demand, aim)
        if found.service_level >= aim.service_level and found.occupancy <= aim.max_occupancy:
            return found


def service_with(agents: int, demand: Demand, aim: Aim) -> Staffing:
    """The service that so many agents give; with too few for the traffic everybody waits."""
    traffic = check(demand, aim)
    if agents < 0:
        raise Invalid("insight.staffing.agents", field="agents")
    slots = agents * aim.concurrency
    if slots <= traffic:
        paid = math.ceil(agents / (1 - aim.shrinkage))
        if traffic == 0:
            return Staffing(agents, paid, 1.0, 0.0, 0.0, timedelta(0))
        return Staffing(agents, paid, 0.0, 1.0, 1.0, None)
    blocking = 1.0
    for each in range(1, slots + 1):
        blocking = traffic * blocking / (each + traffic * blocking)
    return _service(slots, traffic, blocking, demand, aim)


def _service(slots: int, traffic: float, blocking: float, demand: Demand, aim: Aim) -> Staffing:
    occupancy = traffic / slots
    waiting = blocking / (1 - occupancy * (1 - blocking))
    patience = (slots - traffic) * (aim.within / demand.handling)
    agents = slots // aim.concurrency
    return Staffing(
        agents=agents,
        paid=math.ceil(agents / (1 - aim.shrinkage)),
        service_level=1 - waiting * math.exp(-patience),
        occupancy=occupancy,
        waiting_probability=waiting,
        mean_wait=waiting * demand.handling / (slots - traffic),
    )


def check(demand: Demand, aim: Aim) -> float:
    """Return the traffic in erlangs; refuse what cannot be, naming the field and what fits."""
    zero = timedelta(0)
    possible = {
        "contacts": demand.contacts >= 0,
        "handling": demand.handling > zero,
        "interval": demand.interval > zero,
        "service_level": 0 < aim.service_level < 1,
        "within": aim.within >= zero,
        "max_occupancy": LEAST_OCCUPANCY <= aim.max_occupancy <= 1,
        "shrinkage": 0 <= aim.shrinkage < 1,
        "concurrency": 1 <= aim.concurrency <= 100,
    }
    for field, holds in possible.items():
        if not holds:
            raise Invalid(f"insight.staffing.{field}", field=field)
    traffic = demand.contacts * (demand.handling / demand.interval)
    if not traffic <= MOST_TRAFFIC:
        raise Invalid("insight.staffing.traffic", field="contacts", most=MOST_TRAFFIC)
    return traffic


class Slot(Struct, frozen=True, order=True):
    """A half hour of the week on a zone's wall clock: weekday 0 (Monday) to 6, index 0 to 47."""

    weekday: int
    index: int

    @property
    def starts(self) -> time:
        """The wall-clock time at which it begins."""
        return time(self.index // 2, self.index % 2 * 30)


class Forecast(Struct, frozen=True):
    """What history says of one half hour of the week, and the agents it needs.

    `contacts` is the mean over the `times` that it came within the days looked at.
    """

    slot: Slot
    times: int
    contacts: float
    handling: timedelta
    staffing: Staffing


class Contact(Struct, frozen=True):
    """One contact of the past: when it arrived and how long it was handled."""

    arrived: datetime
    handling: timedelta


def week_needed(
    history: Iterable[Contact],
    first: date,
    last: date,
    zone: str,
    aim: Aim,
    *,
    left_out: Sequence[date] = (),
) -> list[Forecast]:
    """The agents each half hour of a week needs, from the contacts of `first` to `last` inclusive.

    Days on which nobody wrote count as days without contacts; `left_out` are days that tell nothing
    of an ordinary week (holidays, sales). Half hours are those of the zone's wall clock: one that
    daylight saving skips counts once less, one that comes twice counts twice. Handling is the mean
    of the half hour, or of all history where it saw fewer than ten contacts. Half hours without any
    contact are left out. Refuses a history of no days.
    """
    local = ZoneInfo(zone)
    days = [day for day in _days(first, last) if day not in set(left_out)]
    if not days:
        raise Invalid("insight.staffing.no_days", field="first")
    seen: dict[Slot, list[timedelta]] = {}
    wanted = set(days)
    for contact in history:
        arrived = contact.arrived.astimezone(local)
        if arrived.date() in wanted:
            seen.setdefault(slot_of(arrived), []).append(contact.handling)
    every = [length for lengths in seen.values() for length in lengths]
    overall = _mean(every) if every else timedelta(0)
    counted = occurrences(days, local)
    found = []
    for slot, lengths in sorted(seen.items()):
        contacts = len(lengths) / counted[slot]
        handling = _mean(lengths) if len(lengths) >= _ENOUGH else overall
        staffing = agents_needed(Demand(contacts, handling), aim)
        found.append(Forecast(slot, counted[slot], contacts, handling, staffing))
    return found


_ENOUGH = 10


def _mean(lengths: Sequence[timedelta]) -> timedelta:
    return sum(lengths, timedelta(0)) / len(lengths)


def _days(first: date, last: date) -> Iterator[date]:
    for each in range((last - first).days + 1):
        yield first + timedelta(days=each)


def occurrences(days: Sequence[date], zone: ZoneInfo) -> dict[Slot, int]:
    """How often each half hour of the week came within the days, as the zone's clocks showed it."""
    counted: dict[Slot, int] = {}
    for day in days:
        at = datetime.combine(day, time(), zone).astimezone(UTC)
        end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        while at < end:
            slot = slot_of(at.astimezone(zone))
            counted[slot] = counted.get(slot, 0) + 1
            at += HALF_HOUR
    return counted


def slot_of(local: datetime) -> Slot:
    """The half hour of the week that a time on a zone's wall clock lies in."""
    return Slot(local.weekday(), local.hour * 2 + local.minute // 30)
