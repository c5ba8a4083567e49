"""Figures of days, from tallies; what has not ended is counted as it stands now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from madoguchi.insight.contracts import Filter, Split
from madoguchi.insight.figures.cuts import BY_HALF_HOUR, Grain, spells
from madoguchi.insight.figures.days import SLOTS
from madoguchi.insight.figures.facts import OPEN, WHOLE_DAY, Called, Fact, Round, Worktime
from madoguchi.insight.figures.fold import Fold, Memory
from madoguchi.insight.figures.stored import read_fact, read_tally
from madoguchi.insight.figures.tally import Tally, total
from madoguchi.insight.figures.values import Present
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.queries import memory, sight
from madoguchi.insight.tables import figure_fact_table, figure_talk_table, figure_tally_table
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

Key = date | int | str | None


class Days:
    """The days, both ends included, that figures are of, in the house's zone."""

    def __init__(self, view: View, zone: str, first: date, last: date) -> None:
        self.view = view
        self.zone = ZoneInfo(zone)
        self.variant = Variant(zone=zone)
        self.first, self.last = first, last
        self.hours = memory.hours(view)
        self.present = Present(self.variant, view.now, self.hours)

    def tally(self, wanted: Filter, by: Actor) -> Tally:
        """Everything that happened in these days, with what has not ended yet."""
        return total(self.parts(wanted, "day", by).values())

    def parts(self, wanted: Filter, split: Split, by: Actor) -> dict[Key, Tally]:
        """What happened in these days, in parts; those that nothing happened in are left out."""
        found: dict[Key, list[Tally]] = defaultdict(list)
        singly: dict[Key, Tally] = defaultdict(Tally)
        grain = sight.grain_of(wanted, split)
        if grain is None:
            for part, fact in self._settled(wanted, _column(figure_fact_table, split), by):
                singly[_key(split, part)].count(fact, self.variant)
        else:
            for part, written in self._kept(wanted, split, by, grain):
                found[_key(split, part)].append(read_tally(written))
        for key, fact in self._unsettled(wanted, split, by):
            singly[key].count(fact, self.variant)
        for key, tally in singly.items():
            found[key].append(tally)
        return {key: total(each) for key, each in found.items()}

    def _kept(
        self, wanted: Filter, split: Split, by: Actor, grain: Grain
    ) -> Iterator[tuple[Any, str]]:
        kept = figure_tally_table.c
        first, last = self.first.toordinal(), self.last.toordinal()
        rows = [(grain, kept.day.between(first, last))]
        if split == "person":
            # Of everybody at once, days alone would be thousands of rows.
            whole, days = spells(first, last)
            rows = [(Grain.PERSON_SPELL, kept.day.in_(whole)), (Grain.PERSON, kept.day.in_(days))]
        for each, within in rows:
            for row in self.view.execute(
                sa.select(_column(figure_tally_table, split).label("part"), kept.tally).where(
                    *sight.tally_conditions(wanted, by, each, split), kept.slot == WHOLE_DAY, within
                )
            ):
                yield row.part, row.tally

    def _settled(
        self, wanted: Filter, part: sa.ColumnElement[Any], by: Actor
    ) -> Iterator[tuple[Any, Fact]]:
        """Facts one by one, for what no tallies tell apart."""
        facts = figure_fact_table.c
        for row in self.view.execute(
            sa.select(part.label("part"), facts.kind, facts.fact).where(
                *sight.fact_conditions(wanted, by),
                facts.slot != WHOLE_DAY,
                # What is open is counted as it stands, a round for whoever is in charge; but an
                # open promise is one.
                facts.kind.not_in(("round", "call")) | (facts.mark != OPEN),
                facts.day.between(self.first.toordinal(), self.last.toordinal()),
            )
        ):
            yield row.part, read_fact(row.kind, row.fact)

    def _unsettled(self, wanted: Filter, split: Split, by: Actor) -> Iterator[tuple[Key, Fact]]:
        column: sa.ColumnElement[Any] = figure_talk_table.c.person_id
        if split != "person":
            column = _column(figure_fact_table, split)
        for part, round_ in self._open(wanted, by, column):
            yield _key(split, part), round_
        for part, call in self._calling(wanted, by, _column(figure_fact_table, split)):
            yield _key(split, part), call
        if sight.counts_time(wanted, by) and split in {"day", "person"}:
            spent = [*self.going_on(wanted.person_id)]
            if not by.all_shops:
                spent += self._time_of(wanted.person_id)
            for time in spent:
                yield (time.day if split == "day" else time.agent), time

    def still_open(self, wanted: Filter, by: Actor) -> list[Round]:
        """The rounds of any day that nobody has ended; a person's are those in their charge."""
        column = figure_fact_table.c.day
        return [each for _, each in self._open(wanted, by, column, of_days=False)]

    def _open(
        self, wanted: Filter, by: Actor, part: sa.ColumnElement[Any], *, of_days: bool = True
    ) -> Iterator[tuple[Any, Round]]:
        facts, talks = figure_fact_table, figure_talk_table.c
        statement = (
            sa.select(part.label("part"), facts.c.fact)
            .join_from(facts, figure_talk_table, talks.conversation_id == facts.c.one)
            .where(
                facts.c.kind == "round",
                facts.c.mark == OPEN,
                *sight.place_conditions(facts, wanted, by),
            )
        )
        if of_days:
            # By the index of marks: what is open is little, what happened in these days is not.
            day = facts.c.day + 0
            statement = statement.where(day.between(self.first.toordinal(), self.last.toordinal()))
        if wanted.person_id is not None:
            statement = statement.where(talks.person_id == wanted.person_id)
        for row in self.view.execute(statement):
            fact = read_fact("round", row.fact)
            if isinstance(fact, Round):
                yield row.part, fact

    def calling(self, wanted: Filter, by: Actor) -> list[Called]:
        """The calls of these days that go on, or whose callers wait to be called back."""
        return [each for _, each in self._calling(wanted, by, figure_fact_table.c.day)]

    def _calling(
        self, wanted: Filter, by: Actor, part: sa.ColumnElement[Any]
    ) -> Iterator[tuple[Any, Called]]:
        facts = figure_fact_table.c
        # By the index of marks, as above.
        day = facts.day + 0
        for row in self.view.execute(
            sa.select(part.label("part"), facts.fact).where(
                facts.kind == "call",
                facts.mark == OPEN,
                day.between(self.first.toordinal(), self.last.toordinal()),
                *sight.fact_conditions(wanted, by),
            )
        ):
            fact = read_fact("call", row.fact)
            if isinstance(fact, Called):
                yield row.part, fact

    def going_on(self, person_id: int | None) -> Iterator[Worktime]:
        """People's time of these days that has not been counted yet, up to now."""
        workers = memory.workers(self.view)
        mine = {n: each for n, each in workers.items() if person_id in {None, n}}
        fold = Fold(self.variant.zone, self.hours, Memory(workers=mine))
        fold.settle(self.view.now)
        for fact in fold.facts.values():
            if isinstance(fact, Worktime) and self.first <= fact.day <= self.last:
                yield fact

    def _time_of(self, person_id: int | None) -> Iterator[Worktime]:
        """A person's time as it is kept, for who does not read the rows of the whole house."""
        facts = figure_fact_table.c
        for row in self.view.execute(
            sa.select(facts.fact).where(
                facts.person_id == person_id,
                facts.kind == "worktime",
                facts.day.between(self.first.toordinal(), self.last.toordinal()),
            )
        ):
            fact = read_fact("worktime", row.fact)
            if isinstance(fact, Worktime):
                yield fact

    def so_far(self, wanted: Filter, by: Actor) -> tuple[Tally, dict[int, Tally]]:
        """What has been settled in these days: all of it, and what began in each half hour.

        Half hours are those of the wall clock, by their number; people's time is left out.
        """
        kept = figure_tally_table.c
        grain = sight.grain_of(wanted)
        if grain not in BY_HALF_HOUR:
            return self._one_by_one(wanted, by)
        found: dict[int, list[Tally]] = defaultdict(list)
        for row in self.view.execute(
            sa.select(kept.slot, kept.tally).where(
                *sight.tally_conditions(wanted, by, grain),
                # Named one by one, for the index.
                kept.slot.in_(range(WHOLE_DAY, SLOTS)),
                kept.day.between(self.first.toordinal(), self.last.toordinal()),
            )
        ):
            found[row.slot].append(read_tally(row.tally))
        return total(found.pop(WHOLE_DAY, [])), {slot: total(each) for slot, each in found.items()}

    def _one_by_one(self, wanted: Filter, by: Actor) -> tuple[Tally, dict[int, Tally]]:
        counted: dict[int, Tally] = defaultdict(Tally)
        for slot, fact in self._settled(wanted, figure_fact_table.c.slot, by):
            counted[slot].count(fact, self.variant)
        return total(counted.values()), counted


def _column(table: sa.Table, split: Split) -> sa.ColumnElement[Any]:
    names = {"shop": "shop_id", "team": "team_id", "person": "person_id"}
    return table.c[names.get(split, split)]


def _key(split: Split, part: Any) -> Key:  # noqa: ANN401 - a column's value
    return date.fromordinal(part) if split == "day" else part
