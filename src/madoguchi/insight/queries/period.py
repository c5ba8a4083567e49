"""Figures of a period, and the conversations that stand behind one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from heapq import merge
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from madoguchi.clocks.queries.book import book
from madoguchi.customers import queries as customers
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.queries.conversations import find
from madoguchi.insight.contracts import Behind, Filter, Period, Row, Split
from madoguchi.insight.figures.cuts import Grain
from madoguchi.insight.figures.definitions import DEFINITIONS, Mark, figures
from madoguchi.insight.figures.facts import OPEN, WHOLE_DAY, Fact
from madoguchi.insight.figures.stored import read_fact
from madoguchi.insight.figures.tally import total
from madoguchi.insight.queries import memory, sight
from madoguchi.insight.queries.figures import Days
from madoguchi.insight.queries.targets import targets
from madoguchi.insight.tables import figure_fact_table, figure_talk_table, figure_tally_table
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.ids import LARGEST, read_number
from madoguchi.kernel.politely import politely
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

LONGEST = 400
"""Days at a time: a year, and what lies around it."""
READ_AT_ONCE = 200


def period(
    view: View, first: date | None, last: date | None, split: Split, wanted: Filter, *, by: Actor
) -> Period:
    """Return the figures of some days (by default the last 30). Raises `Invalid`, `Forbidden`."""
    sight.check(wanted, by)
    days = _days(view, first, last)
    parts = days.parts(wanted, split, by)
    # People's time is of no shop, channel, language or team: of those the parts are not the whole.
    whole = total(parts.values()) if split == "day" else days.tally(wanted, by)
    return Period(
        first=days.first,
        last=days.last,
        zone=days.variant.zone,
        split=split,
        targets=targets(book(view), wanted, by=by),
        total=figures(whole, days.present),
        rows=[
            Row(key=_written(key), figures=figures(parts[key], days.present, pausing=False))
            for key in politely(sorted(parts, key=lambda key: (key is None, key)))
        ],
    )


def _written(key: date | int | str | None) -> int | str | None:
    return key.isoformat() if isinstance(key, date) else key


def behind(
    view: View,
    name: str,
    first: date | None,
    last: date | None,
    wanted: Filter,
    *,
    by: Actor,
    limit: int = 50,
    cursor: str | None = None,
) -> Behind:
    """Return conversations that a figure of some days counts, the newest first."""
    sight.check(wanted, by)
    definition = DEFINITIONS.get(name)
    if definition is None:
        raise NotFound("insight.no_such_figure")
    before = read_number(cursor) if cursor is not None else None
    if cursor is not None and before is None:
        raise Invalid("list.bad_cursor", field="cursor")
    days = _days(view, first, last)
    items: list[Conversation] = []
    seen: list[int] = []
    streams = [_facts(days, mark, wanted, by, before) for mark in definition.behind.marks]
    for number, fact in merge(*streams, key=lambda each: -each[0]):
        if number in seen[-1:] or not definition.behind(fact, days.variant):
            continue
        if len(seen) == limit:
            return _behind(view, items, str(seen[-1]), by)
        seen.append(number)
        found = find(view, number)
        if found is not None and by.sees(found.shop_id):
            items.append(found)
    return _behind(view, items, None, by)


def _behind(view: View, items: list[Conversation], cursor: str | None, by: Actor) -> Behind:
    named = {each.customer_id for each in items}
    return Behind(
        items=items, customers=customers.customers(view, named, by=by), next_cursor=cursor
    )


def _facts(
    days: Days, mark: Mark, wanted: Filter, by: Actor, before: int | None
) -> Iterator[tuple[int, Fact]]:
    """The facts of a mark, those of the newest conversations first, read some at a time."""
    facts, talks = figure_fact_table.c, figure_talk_table.c
    kind, ending = mark
    # Not by the index of days: what follows is read in the order of conversations.
    day = facts.day + 0
    statement = (
        sa.select(facts.one, facts.two, facts.three, facts.fact)
        .where(
            facts.kind == kind,
            facts.mark == ending,
            day.between(days.first.toordinal(), days.last.toordinal()),
            *sight.place_conditions(figure_fact_table, wanted, by),
        )
        .order_by(facts.one.desc(), facts.two.desc(), facts.three.desc())
        .limit(READ_AT_ONCE)
    )
    if wanted.person_id is not None and mark == ("round", OPEN):
        # A round that has not ended is of whoever is in charge.
        statement = statement.join_from(
            figure_fact_table, figure_talk_table, talks.conversation_id == facts.one
        ).where(talks.person_id == wanted.person_id)
    elif wanted.person_id is not None:
        statement = statement.where(facts.person_id == wanted.person_id)
    newest = _newest(days, kind)
    place = sa.tuple_(facts.one, facts.two, facts.three)
    after = (newest + 1 if before is None else min(before, newest + 1), 0, 0)
    while True:
        rows = days.view.execute(statement.where(place < after)).all()
        for row in rows:
            yield row.one, read_fact(kind, row.fact)
        if len(rows) < READ_AT_ONCE:
            return
        after = (rows[-1].one, rows[-1].two, rows[-1].three)


def _newest(days: Days, kind: str) -> int:
    """The newest conversation with a fact in these days, so that later ones are not searched."""
    facts, tallies = figure_fact_table.c, figure_tally_table.c
    kept = (
        sa.select(tallies.day)
        .distinct()
        .where(
            tallies.grain == Grain.SHOP.value,
            tallies.slot == WHOLE_DAY,
            tallies.shop_id.is_(None),
            tallies.day.between(days.first.toordinal(), days.last.toordinal()),
        )
        .subquery()
    )
    last = (
        sa.select(sa.func.max(facts.one))
        .where(facts.kind == kind, facts.day == kept.c.day)
        .scalar_subquery()
    )
    found: int | None = days.view.execute(sa.select(sa.func.max(last)).select_from(kept)).scalar()
    # Nothing has ended there: what is open still may have begun there, and open is not much.
    return LARGEST - 1 if found is None else found


def _days(view: View, first: date | None, last: date | None) -> Days:
    zone = memory.zone_of(view)
    today, _ = memory.moment_of(ZoneInfo(zone), view.now)
    last = last or today
    first = first or date.fromordinal(max(last.toordinal() - 29, 1))
    if first > last:
        raise Invalid("insight.days_backward", field="last")
    if (last - first).days >= LONGEST:
        raise Invalid("insight.too_many_days", field="first", most=LONGEST)
    return Days(view, zone, first, last)
