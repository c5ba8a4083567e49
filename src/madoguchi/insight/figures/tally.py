"""Sums of facts that add up over days and cuts: what a figure is worked out from.

A fact is added, and taken out again when it changes, so a tally never needs its facts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct, field

from madoguchi.insight.figures import calls as calling
from madoguchi.insight.figures import inquiries, waits
from madoguchi.insight.figures.calls import Calls
from madoguchi.insight.figures.counts import Counts, add_up, count_in
from madoguchi.insight.figures.distinct import Distinct
from madoguchi.insight.figures.events import Outcome, Survey
from madoguchi.insight.figures.facts import (
    NOTHING,
    Asked,
    Breach,
    Called,
    Exchange,
    Fact,
    FactId,
    Inquiry,
    Owed,
    Resolution,
    Round,
    Worktime,
)
from madoguchi.insight.figures.inquiries import Sold
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.figures.waits import Prompt, Waits, is_in_window

Sum = tuple[tuple[str, ...], str, Any]
"""Part of a tally: the way to where it stands, its name there, and what it comes to."""
Sums = list[Sum]

HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Scores(Struct, array_like=True):
    """Surveys of one kind: how many were asked, how many of those answered, and every score."""

    asked: int = 0
    returned: int = 0
    scores: Counts = {}

    def count(self, asked: Asked, sign: int) -> None:
        """Count a survey in (+1) or out (-1)."""
        if asked.asked:
            self.asked += sign
            self.returned += sign * (asked.score is not None)
        if asked.score is not None:
            count_in(self.scores, asked.score, sign)


class Resolved(Struct):
    """First resolutions: those by several people or reopened too soon, and those that stand.

    `standing` counts by the hour since 1970 with whose end a resolution's time of trial begins.
    """

    broken: int = 0
    standing: Counts = {}

    def count(self, resolution: Resolution, variant: Variant, sign: int) -> None:
        """Count a resolution in (+1) or out (-1)."""
        again = resolution.reopened_at
        soon = again is not None and again - resolution.at <= variant.settled_after
        if soon or resolution.people > 1:
            self.broken += sign
        else:
            count_in(self.standing, -(-(resolution.at - EPOCH) // HOUR), sign)


class Tally(Struct):
    """Everything that the definitions need of some facts; rounds still open stand by themselves,
    and so do calls that go on, or whose caller waits to be called back.
    """

    open: dict[FactId, Round] = field(default_factory=dict)
    calling: dict[FactId, Called] = field(default_factory=dict)
    first: Waits = field(default_factory=Waits)
    later: Waits = field(default_factory=Waits)
    in_window: Prompt = field(default_factory=Prompt)
    questions: int = 0
    answers: int = 0
    offered: Distinct = field(default_factory=Distinct)
    received: Distinct = field(default_factory=Distinct)
    satisfaction: Scores = field(default_factory=Scores)
    recommendation: Scores = field(default_factory=Scores)
    resolutions: Resolved = field(default_factory=Resolved)
    due: int = 0
    kept: int = 0
    broken: int = 0
    breaches: int = 0
    online: timedelta = NOTHING
    hang_up: timedelta = NOTHING
    handling: timedelta = NOTHING
    idle: timedelta = NOTHING
    chats: timedelta = NOTHING
    sold: Sold = field(default_factory=Sold)
    calls: Calls = field(default_factory=Calls)

    def count(self, fact: Fact, variant: Variant, sign: int = 1) -> None:
        """Count a fact in (+1) or out (-1)."""
        match fact:
            case Round(end=None) if sign > 0:
                self.open[fact.id] = fact
            case Round(end=None):
                self.open.pop(fact.id, None)
            case Round():
                rounds = self.first if fact.number == 1 else self.later
                rounds.count(fact, variant, sign)
                if is_in_window(fact, variant):
                    self.in_window.count(fact, sign)
            case Exchange():
                self.questions += sign * fact.questions
                self.answers += sign * fact.answers
                if fact.questions:
                    self.offered.add(fact.customer)
                if fact.answers:
                    self.received.add(fact.customer)
            case Asked(survey=Survey.SATISFACTION):
                self.satisfaction.count(fact, sign)
            case Asked():
                self.recommendation.count(fact, sign)
            case Resolution():
                self.resolutions.count(fact, variant, sign)
            case Owed(outcome=Outcome.WITHDRAWN):
                return
            case Owed():
                self.due += sign
                self.kept += sign * (fact.outcome is Outcome.KEPT)
                self.broken += sign * (fact.outcome is Outcome.BROKEN)
            case Breach():
                self.breaches += sign
            case Inquiry():
                self.sold.count(fact, sign)
            case Called() if not fact.call.goes_on:
                self.calls.count(fact.call, sign)
            case Called() if sign > 0:
                self.calling[fact.id] = fact
            case Called():
                self.calling.pop(fact.id, None)
            case Worktime():
                self.online += sign * fact.online
                self.hang_up += sign * fact.hang_up
                self.handling += sign * fact.handling
                self.idle += sign * fact.idle
                self.chats += sign * fact.chats

    def add(self, sums: Sums) -> None:
        """Count in what another tally counted in, and out what it counted out."""
        for way, name, more in sums:
            whole: Struct = self
            for step in way:
                whole = getattr(whole, step)
            if isinstance(more, Distinct):
                getattr(whole, name).join((more,))
            elif isinstance(more, dict):
                for key, count in more.items():
                    count_in(getattr(whole, name), key, count)
            else:
                setattr(whole, name, getattr(whole, name) + more)

    def sums(self) -> Sums:
        """What it has counted, as far as that is anything; what is open is left out."""
        return [each for each in _sums(self, ()) if each[1] not in {"open", "calling"}]


def _sums(part: Struct, way: tuple[str, ...]) -> Iterator[Sum]:
    for name in part.__struct_fields__:
        more = getattr(part, name)
        if isinstance(more, Struct):
            yield from _sums(more, (*way, name))
        elif more:
            yield way, name, more


def total(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one: days to a month, people to a team."""
    each = list(tallies)
    whole = Tally(
        first=waits.total(one.first for one in each),
        later=waits.total(one.later for one in each),
        in_window=Prompt(
            sum(one.in_window.decided for one in each),
            sum(one.in_window.answered for one in each),
        ),
        questions=sum(one.questions for one in each),
        answers=sum(one.answers for one in each),
        satisfaction=_scores(one.satisfaction for one in each),
        recommendation=_scores(one.recommendation for one in each),
        resolutions=Resolved(
            sum(one.resolutions.broken for one in each),
            add_up(one.resolutions.standing for one in each),
        ),
        due=sum(one.due for one in each),
        kept=sum(one.kept for one in each),
        broken=sum(one.broken for one in each),
        breaches=sum(one.breaches for one in each),
        online=sum((one.online for one in each), NOTHING),
        hang_up=sum((one.hang_up for one in each), NOTHING),
        handling=sum((one.handling for one in each), NOTHING),
        idle=sum((one.idle for one in each), NOTHING),
        chats=sum((one.chats for one in each), NOTHING),
        sold=inquiries.total(one.sold for one in each),
        calls=calling.total(one.calls for one in each),
    )
    for one in each:
        whole.open.update(one.open)
        whole.calling.update(one.calling)
    whole.offered.join(one.offered for one in each)
    whole.received.join(one.received for one in each)
    return whole


def _scores(several: Iterable[Scores]) -> Scores:
    each = list(several)
    return Scores(
        asked=sum(one.asked for one in each),
        returned=sum(one.returned for one in each),
        scores=add_up(one.scores for one in each),
    )
