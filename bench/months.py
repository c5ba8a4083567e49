"""A month of a million conversations, opened as figures: whole, in parts, and what stands behind.

One day is counted fact by fact; the others are that day with customers of their own.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from msgspec.structs import replace

from bench.figures import Figure, at_most
from bench.library import stores
from madoguchi.insight.contracts import Filter, Split
from madoguchi.insight.figures.cuts import SPELL, Grain, Row, rows_of
from madoguchi.insight.figures.days import slot_of
from madoguchi.insight.figures.distinct import Distinct
from madoguchi.insight.figures.events import Survey, Where
from madoguchi.insight.figures.facts import (
    WHOLE_DAY,
    Asked,
    End,
    Exchange,
    Fact,
    Resolution,
    Round,
)
from madoguchi.insight.figures.stored import write_tally
from madoguchi.insight.figures.tally import Tally, total
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.operations import begin, fact_row, tally_row
from madoguchi.insight.queries.period import behind, period
from madoguchi.insight.tables import figure_fact_table, figure_tally_table
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import THE_DESK

DAYS = 30
A_DAY = 33_334
SHOPS, TEAMS, AGENTS = 10, 6, 200
CHANNELS = ("webchat", "webchat", "webchat", "email", "line")
LANGUAGES = ("zh-CN", "zh-CN", "ja", "ko", "en")
FIRST = date(2026, 10, 1)
NOTE = "1 M conversations in the month"
MOST = 300.0
"""Milliseconds until a month is there."""


def opened(database: str) -> list[Figure]:
    """Measure how long a month takes to open, in milliseconds."""
    with stores(database) as (store, _, _):
        fill(store)
        last = FIRST + timedelta(days=DAYS - 1)

        def of(split: Split, wanted: Filter) -> Callable[[], object]:
            return lambda: store.read_now(period, FIRST, last, split, wanted, by=THE_DESK)

        def open_behind(name: str) -> Callable[[], object]:
            return lambda: store.read_now(behind, name, FIRST, last, Filter(), by=THE_DESK)

        asked: list[tuple[str, Callable[[], object], float | None]] = [
            ("a month by day", of("day", Filter()), MOST),
            ("a month by shop", of("shop", Filter()), MOST),
            ("a month of one channel", of("day", Filter(channel="email")), MOST),
            ("a month of one person", of("day", Filter(person_id=7)), MOST),
            (
                "a month of one channel in one language",
                of("day", Filter(channel="email", language="ja")),
                MOST,
            ),
            ("a month of one shop", of("day", Filter(shop_id=3)), MOST),
            ("a month by person", of("person", Filter()), MOST),
            ("the conversations behind a figure", open_behind("first_response_within"), MOST),
            ("the conversations behind a rare one", open_behind("lost"), MOST),
        ]
        return [figure(f"{what}, {database}", slowest(run), most) for what, run, most in asked]


def figure(name: str, value: float, most: float | None) -> Figure:
    """A row of the table, with a bound or without."""
    if most is None:
        return Figure(name, value, "ms", "", None, NOTE)
    return at_most(name, value, "ms", most, NOTE)


def slowest(run: Callable[[], object], times: int = 7) -> float:
    """The slowest of some runs after the first, in milliseconds."""
    run()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        took.append((time.perf_counter() - begun) * 1000)
    return max(took)


def fill(store: Store) -> None:
    """Write a month's tallies, and the facts behind them."""
    dice = random.Random(20261122)
    store.write_now(begin, "UTC")
    variant = Variant(zone="UTC")
    facts = [fact for number in range(A_DAY) for fact in conversation(dice, number)]
    rows: dict[str, tuple[Row, Tally]] = {}
    for fact in facts:
        for row in rows_of(fact):
            rows.setdefault(row.name, (row, Tally()))[1].count(fact, variant)
    rows = {k: v for k, v in rows.items() if v[0].grain is not Grain.PERSON_SPELL}
    customers = {name: [*tally.offered.ids()] for name, (_, tally) in rows.items()}
    spells: dict[tuple[int, Where, int | None], list[Tally]] = defaultdict(list)
    rounds = [fact for fact in facts if isinstance(fact, Round)]
    with store.writing_engine.begin() as connection:
        for day in range(DAYS):
            values = []
            for name, (row, tally) in rows.items():
                came, at = Distinct(each + day * A_DAY for each in customers[name]), row.day + day
                tally.offered = tally.received = came
                values.append(tally_row(replace(row, day=at), write_tally(tally)))
                if row.grain is Grain.PERSON:
                    begun = (at - at % SPELL, row.where, row.person)
                    spells[begun].append(replace(tally, offered=came))
            connection.execute(figure_tally_table.insert(), values)
            connection.execute(
                figure_fact_table.insert(), [fact_row(later(r, day)) for r in rounds]
            )
        connection.execute(
            figure_tally_table.insert(),
            [
                tally_row(
                    Row(Grain.PERSON_SPELL, day, WHOLE_DAY, where, person), write_tally(total(each))
                )
                for (day, where, person), each in spells.items()
            ],
        )
        connection.execute(sa.text("ANALYZE"))


def conversation(dice: random.Random, number: int) -> list[Fact]:
    """One talk's facts: asked, answered after a while, mostly resolved and sometimes rated."""
    at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(
        seconds=dice.triangular(0, 86_399, 50_000)
    )
    agent = dice.randint(1, AGENTS)
    wait = timedelta(seconds=min(dice.lognormvariate(3.6, 1.0), 7200))
    answered = dice.random() < 0.98
    where = Where(
        dice.randint(1, SHOPS), dice.choice(CHANNELS), dice.choice(LANGUAGES), 1 + agent % TEAMS
    )
    day, slot, talk = FIRST, slot_of(at, ZoneInfo("UTC")), number + 1

    def said(questions: int, answers: int) -> Exchange:
        return Exchange(
            day=day,
            slot=slot,
            where=where,
            conversation=talk,
            customer=talk,
            agent=agent,
            questions=questions,
            answers=answers,
        )

    return [
        Round(
            day=day,
            slot=slot,
            where=where,
            conversation=talk,
            number=1,
            customer=talk,
            opened_at=at,
            calendar=None,
            ended_at=at + wait,
            end=End.ANSWERED if answered else End.RESOLVED,
            agent=agent,
            working=wait,
        ),
        said(3, 0),
        said(0, 3),
        Resolution(
            day=day, slot=slot, where=where, conversation=talk, agent=agent, at=at + wait, people=1
        ),
        Asked(
            day=day,
            slot=slot,
            where=where,
            conversation=talk,
            number=1,
            agent=agent,
            survey=Survey.SATISFACTION,
            score=dice.choice((None, None, 3, 4, 5, 5)),
        ),
    ]


def later(fact: Round, day: int) -> Round:
    """The same round of another conversation, so many days later."""
    shift = timedelta(days=day)
    return replace(
        fact,
        day=fact.day + shift,
        conversation=fact.conversation + day * A_DAY,
        opened_at=fact.opened_at + shift,
    )
