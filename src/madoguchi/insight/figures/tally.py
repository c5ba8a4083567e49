"""Sums of facts that add up over days and cuts: what a figure is worked out from.

A fact is added, and taken out again when it changes, so a tally never needs its facts again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from madoguchi.insight.figures.events import Survey, Where
from madoguchi.insight.figures.facts import (
    NOTHING,
    Asked,
    Change,
    End,
    Exchange,
    Fact,
    FactId,
    Resolution,
    Round,
    Worktime,
)

SECOND = timedelta(seconds=1)


class Variant(Struct, frozen=True, kw_only=True):
    """What a definition leaves open; stored with every figure worked out under it.

    `window` is the service window on the wall clock of `zone`, its end left out; `settled_after`
    is how long a resolution must hold.
    """

    zone: str
    target: timedelta = timedelta(seconds=60)
    round_target: timedelta = timedelta(seconds=180)
    window: tuple[time, time] = (time(8), time(23))
    settled_after: timedelta = timedelta(days=7)


class Cut(Struct, frozen=True):
    """What a tally is of: a day, a place and a person."""

    day: date
    where: Where
    agent: int | None


class Waits(Struct):
    """Rounds by how they ended; waits in seconds rounded up: exact for a target in seconds."""

    answered: Counter[int] = field(default_factory=Counter)
    working: Counter[int] = field(default_factory=Counter)
    abandoned: Counter[int] = field(default_factory=Counter)
    resolved: int = 0
    acknowledged: int = 0
    open: dict[FactId, Round] = field(default_factory=dict)

    def count(self, round_: Round, sign: int) -> None:
        """Count a round in (+1) or out (-1)."""
        match round_.end:
            case None if sign > 0:
                self.open[round_.id] = round_
            case None:
                self.open.pop(round_.id, None)
            case End.ANSWERED:
                _count(self.answered, seconds(round_.wait or NOTHING), sign)
                _count(self.working, seconds(round_.working or NOTHING), sign)
            case End.ABANDONED:
                _count(self.abandoned, seconds(round_.wait or NOTHING), sign)
            case End.RESOLVED:
                self.resolved += sign
            case End.ACKNOWLEDGED:
                self.acknowledged += sign


class Scores(Struct):
    """Surveys of one kind: how many were asked, how many of those answered, and every score."""

    asked: int = 0
    returned: int = 0
    scores: Counter[int] = field(default_factory=Counter)

    def count(self, asked: Asked, sign: int) -> None:
        """Count a survey in (+1) or out (-1)."""
        if asked.asked:
            self.asked += sign
            self.returned += sign * (asked.score is not None)
        if asked.score is not None:
            _count(self.scores, asked.score, sign)


class Tally(Struct):
    """Everything that the definitions need of some facts."""

    rounds: Waits = field(default_factory=Waits)
    first: Waits = field(default_factory=Waits)
    in_window: Waits = field(default_factory=Waits)
    questions: int = 0
    answers: int = 0
    offered: Counter[int] = field(default_factory=Counter)
    received: Counter[int] = field(default_factory=Counter)
    satisfaction: Scores = field(default_factory=Scores)
    recommendation: Scores = field(default_factory=Scores)
    resolutions: dict[FactId, Resolution] = field(default_factory=dict)
    online: timedelta = NOTHING
    handling: timedelta = NOTHING
    idle: timedelta = NOTHING
    chats: timedelta = NOTHING

    def count(self, fact: Fact, variant: Variant, sign: int = 1) -> None:
        """Count a fact in (+1) or out (-1)."""
        match fact:
            case Round():
                self.rounds.count(fact, sign)
                if fact.number == 1:
                    self.first.count(fact, sign)
                if is_in_window(fact, variant):
                    self.in_window.count(fact, sign)
            case Exchange():
                self.questions += sign * fact.questions
                self.answers += sign * fact.answers
                _count(self.offered, fact.customer, sign * fact.questions)
                _count(self.received, fact.customer, sign * fact.answers)
            case Asked(survey=Survey.SATISFACTION):
                self.satisfaction.count(fact, sign)
            case Asked():
                self.recommendation.count(fact, sign)
            case Resolution() if sign > 0:
                self.resolutions[fact.id] = fact
            case Resolution():
                self.resolutions.pop(fact.id, None)
            case Worktime():
                self.online += sign * fact.online
                self.handling += sign * fact.handling
                self.idle += sign * fact.idle
                self.chats += sign * fact.chats


class Tallies:
    """Tallies by cut, kept up with the changes that a fold reports."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant
        self.by_cut: dict[Cut, Tally] = {}

    def apply(self, changes: Iterable[Change]) -> None:
        """Take out what a fact was, and count in what it is."""
        for change in changes:
            if change.before is not None:
                self._of(change.before).count(change.before, self.variant, -1)
            self._of(change.after).count(change.after, self.variant)

    def _of(self, fact: Fact) -> Tally:
        return self.by_cut.setdefault(cut_of(fact), Tally())


def cut_of(fact: Fact) -> Cut:
    """The day, place and person that a fact belongs to."""
    where = Where() if isinstance(fact, Worktime) else fact.where
    return Cut(fact.day, where, fact.agent)


def tally(facts: Iterable[Fact], variant: Variant) -> Tally:
    """The tally of facts, counted from nothing."""
    whole = Tally()
    for fact in facts:
        whole.count(fact, variant)
    return whole


def total(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one: days to a month, people to a team."""
    whole = Tally()
    for each in tallies:
        for waits, more in (
            (whole.rounds, each.rounds),
            (whole.first, each.first),
            (whole.in_window, each.in_window),
        ):
            waits.answered.update(more.answered)
            waits.working.update(more.working)
            waits.abandoned.update(more.abandoned)
            waits.resolved += more.resolved
            waits.acknowledged += more.acknowledged
            waits.open.update(more.open)
        for scores, other in (
            (whole.satisfaction, each.satisfaction),
            (whole.recommendation, each.recommendation),
        ):
            scores.asked += other.asked
            scores.returned += other.returned
            scores.scores.update(other.scores)
        whole.questions += each.questions
        whole.answers += each.answers
        whole.offered.update(each.offered)
        whole.received.update(each.received)
        whole.resolutions.update(each.resolutions)
        whole.online += each.online
        whole.handling += each.handling
        whole.idle += each.idle
        whole.chats += each.chats
    return whole


def is_in_window(round_: Round, variant: Variant) -> bool:
    """Whether a round opened within the service window."""
    opened = round_.opened_at.astimezone(ZoneInfo(variant.zone)).time()
    return variant.window[0] <= opened < variant.window[1]


def seconds(length: timedelta) -> int:
    """Whole seconds, rounded up."""
    return -(-length // SECOND)


def waiting_for(round_: Round, now: datetime) -> timedelta:
    """How long an open round has waited by now."""
    return max(now - round_.opened_at, NOTHING)


def _count(counter: Counter[int], key: int, by: int) -> None:
    """Add to a counter; what comes to nothing is not kept, so equal tallies are equal."""
    counter[key] += by
    if not counter[key]:
        del counter[key]
