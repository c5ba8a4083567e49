"""What is kept of the past, as far as the next events touch it; for the fold that goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from madoguchi.clocks.queries.rows import frozen_calendar
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from madoguchi.insight.figures.days import day_of, slot_of
from madoguchi.insight.figures.events import Event, Kind, Presence
from madoguchi.insight.figures.facts import Inquiry, half_hour
from madoguchi.insight.figures.fold import Memory, Worker
from madoguchi.insight.figures.inquiries import REACH
from madoguchi.insight.figures.rounds import Hours
from madoguchi.insight.figures.stored import read_fact, read_talk, read_tally, read_worker
from madoguchi.insight.figures.tally import Tally
from madoguchi.insight.queries import sales
from madoguchi.insight.queries.recent import OF_HALVES, OF_TALKS, Recent
from madoguchi.insight.tables import (
    figure_calendar_table,
    figure_fact_table,
    figure_house_table,
    figure_shop_table,
    figure_talk_table,
    figure_tally_table,
    figure_worker_table,
)
from madoguchi.kernel.lists import among
from madoguchi.kernel.politely import politely
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.people.tables import person_table
from madoguchi.shops import contracts as shops
from madoguchi.shops.rules.opening import working_hours

_F = figure_fact_table.c
_T = figure_talk_table.c
_C = figure_tally_table.c

_TALKS = Prepared(sa.select(_T.conversation_id, _T.talk).where(among(_T.conversation_id, "talks")))
_FACTS = Prepared(
    sa.select(_F.kind, _F.fact)
    .where(among(_F.kind, "of_talks"), among(_F.one, "talks"))
    .union_all(
        sa.select(_F.kind, _F.fact).where(
            among(_F.kind, "of_halves"), among(_F.one, "talks"), among(_F.two, "halves")
        )
    )
)
_TALLIES = Prepared(sa.select(_C.cut, _C.tally).where(among(_C.cut, "cuts")))
_HOUSE = Prepared(
    sa.select(
        figure_house_table.c.zone, figure_house_table.c.batch, figure_house_table.c.forgetting
    )
)
_CALENDARS = Prepared(sa.select(figure_shop_table.c.shop_id, figure_shop_table.c.calendar))
_WORKERS = Prepared(sa.select(figure_worker_table.c.person_id, figure_worker_table.c.worker))
_WORKTIME = Prepared(
    sa.select(_F.kind, _F.fact).where(
        _F.kind == sa.literal("worktime", sa.Text),
        _F.day >= sa.bindparam("first", type_=sa.Integer),
    )
)


class House(NamedTuple):
    """The zone of all days, the number of the last batch, and whether all is being forgotten."""

    zone: str
    batch: int
    forgetting: bool


def house(view: View) -> House | None:
    """Return how the keeping of figures stands; None before it has begun."""
    rows = view.run(_HOUSE)
    return House(*rows[0]) if rows else None


def first_zone(view: View) -> str | None:
    """Return the zone of whoever set the house up, None where nobody has yet."""
    person = person_table.c
    return view.execute(sa.select(person.zone).order_by(person.id).limit(1)).scalar()


def zone_of(view: View) -> str:
    """Return the zone by whose midnights days are told apart, also before the first batch."""
    known = house(view)
    return known.zone if known is not None else first_zone(view) or "UTC"


def calendars(view: View) -> dict[int, str]:
    """Return the digest of each shop's hours as they stood at the last event kept."""
    return dict(map(tuple, view.run(_CALENDARS)))


def hours(view: View, fresh: dict[str, str] | None = None) -> Hours:
    """Return what finds a calendar by its digest: a clock's, among `fresh` hours, or hours kept."""
    known: dict[str, WorkingTime] = {}

    def find(digest: str) -> WorkingTime:
        if digest not in known:
            written = (fresh or {}).get(digest)
            if written is None:
                kept = figure_calendar_table.c
                written = view.execute(sa.select(kept.hours).where(kept.digest == digest)).scalar()
            known[digest] = (
                working_time(frozen_calendar(view, digest))
                if written is None
                else _working_time(written)
            )
        return known[digest]

    return find


@lru_cache(maxsize=1024)
def _working_time(written: str) -> WorkingTime:
    found = working_hours(msgspec.json.decode(written, type=shops.Hours))
    if found is None:
        raise ValueError("hours that never open are nobody's calendar")
    return found


def memory(view: View, events: Collection[Event], zone: ZoneInfo, recent: Recent) -> Memory:
    """Return what a fold must remember to take in these events: no more than they touch.

    Of what `recent` knows nothing is read, and what is read it knows from then on.
    """
    found = Memory()
    of_none = {Kind.PRESENCE, Kind.ORDER}
    talked = {event.conversation for event in events if event.kind not in of_none}
    moments = {event.at for event in events}
    recent.within({half_hour(day_of(at, zone), slot_of(at, zone)) for at in moments})
    _read(view, sorted(talked - recent.facts.keys()), recent)
    for conversation_id in politely(sorted(talked)):
        found.facts.update(recent.facts[conversation_id])
        talk = recent.talks.get(conversation_id)
        if talk is None:
            continue
        found.talks[conversation_id] = talk
        for held in (talk.open_round, talk.asked):
            if held is not None:
                found.facts[held.id] = held
    found.workers = workers(view)
    for kind, moved in (
        ("promise", Kind.PROMISE),
        ("breach", Kind.BREACHED),
        ("call", Kind.CALL),
    ):
        concerned = {event.conversation for event in events if event.kind is moved}
        if concerned:
            _recall(view, found, sa.and_(_F.kind == kind, _F.one.in_(concerned)))
    _recall_inquiries(view, found, events, zone)
    first = _first_day(found.workers.values(), events, zone)
    if first is not None:
        for kind, written in politely(view.run(_WORKTIME, first=first)):
            fact = read_fact(kind, written)
            found.facts[fact.id] = fact
    return found


def _read(view: View, numbers: list[int], recent: Recent) -> None:
    """Read what is kept of conversations in the half hours that are known of."""
    if not numbers:
        return
    for conversation_id in numbers:
        recent.facts[conversation_id] = {}
    for conversation_id, written in politely(view.run(_TALKS, talks=numbers)):
        recent.talks[conversation_id] = read_talk(written)
    rows = view.run(
        _FACTS,
        of_talks=OF_TALKS,
        of_halves=OF_HALVES,
        talks=numbers,
        halves=sorted(recent.halves),
    )
    for kind, written in politely(rows):
        fact = read_fact(kind, written)
        recent.facts[fact.id[1]][fact.id] = fact


def _recall_inquiries(
    view: View, memory: Memory, events: Collection[Event], zone: ZoneInfo
) -> None:
    """Recall what was asked where something is said now, or by whose orders are told of."""
    orders = [event for event in events if event.kind is Kind.ORDER]
    since = min((each.placed or each.at for each in (*orders, *events)), default=view.now)
    since -= timedelta(days=REACH)
    bought = sales.remembered(view, {each.number for each in orders}, (), since) if orders else {}
    concerned = {each.customer for each in orders}
    concerned |= {each.customer for each in bought.values()}
    if concerned:
        day = day_of(since, zone).toordinal()
        theirs = sa.and_(_F.customer_id.in_(concerned), _F.day >= day)
        _recall(view, memory, sa.and_(_F.kind == "inquiry", theirs))
    asked = [fact for fact in memory.facts.values() if isinstance(fact, Inquiry)]
    concerned |= {each.customer for each in asked} | {each.customer for each in events}
    if asked:
        # As far back as what is judged anew reaches.
        since = min(since, min(each.asked_at for each in asked) - timedelta(days=REACH))
    memory.sales = bought | sales.remembered(view, (), concerned - {0}, since)


def _recall(view: View, memory: Memory, condition: sa.ColumnElement[bool]) -> None:
    for row in politely(view.execute(sa.select(_F.kind, _F.fact).where(condition))):
        fact = read_fact(row.kind, row.fact)
        memory.facts[fact.id] = fact


def _first_day(workers: Iterable[Worker], events: Iterable[Event], zone: ZoneInfo) -> int | None:
    """The first day to which any of these events can add somebody's time."""
    begun = [each.since for each in workers if each.presence is not Presence.OFFLINE]
    begun += [each.at for each in events if each.kind is Kind.PRESENCE]
    return day_of(min(begun), zone).toordinal() if begun else None


def tallies(view: View, names: Collection[str], recent: Recent) -> dict[str, Tally]:
    """Return the rows of these names, empty ones where there are none yet.

    They are those that `recent` knows from now on: what is added to them is added there.
    """
    unread = [name for name in names if name not in recent.tallies]
    if unread:
        for cut, written in politely(view.run(_TALLIES, cuts=sorted(unread))):
            recent.tallies[cut] = read_tally(written)
    return {name: recent.tallies.setdefault(name, Tally()) for name in names}


def workers(view: View) -> dict[int, Worker]:
    """Return what is remembered of every person."""
    return {person_id: read_worker(written) for person_id, written in view.run(_WORKERS)}


def moment_of(zone: ZoneInfo, now: datetime) -> tuple[date, int]:
    """Return the day and the half hour of an instant."""
    return day_of(now, zone), slot_of(now, zone)
