"""Sums of facts that add up over days and cuts: what a figure is worked out from.

A fact is added, and taken out again when it changes, so a tally never needs its facts again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from madoguchi.insight.figures import calls as calling
from madoguchi.insight.figures import inquiries
from madoguchi.insight.figures.calls import Calls
from madoguchi.insight.figures.distinct import Distinct
from madoguchi.insight.figures.events import Outcome, Survey, Where
from madoguchi.insight.figures.facts import (
    NOTHING,
    Asked,
    Breach,
    Called,
    Change,
    End,
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

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
THREE_MINUTES = timedelta(minutes=3)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Variant(Struct, frozen=True, kw_only=True):
    """What a definition leaves open.

    `target` and `round_target` hold for first and later rounds that no standard gave a time of
    their own. `window` is the service window on the wall clock of `zone`, its end left out;
    `settled_after` is how long a resolution must hold.
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


Counts = dict[int, int]
"""How many there are of each; what comes to nothing is left out, so equal ones are equal."""


class Waits(Struct, array_like=True):
    """Rounds by how they ended; the waits of those answered in seconds, rounded up.

    Most waits lie within working hours: of those that do not, `by_calendar` are the waits among
    `answered`, and `in_hours` what they come to on their calendars. `in_time` and `working_in_time`
    are those answered within their own target, by the calendar and in working hours; `forgiven`
    those who left within it.
    """

    answered: Counts = {}
    by_calendar: Counts = {}
    in_hours: Counts = {}
    in_time: int = 0
    working_in_time: int = 0
    abandoned: int = 0
    forgiven: int = 0
    resolved: int = 0
    acknowledged: int = 0

    @property
    def decided(self) -> int:
        """Rounds that have ended and called for an answer."""
        return sum(self.answered.values()) + self.abandoned + self.resolved

    def lasted(self, *, working: bool) -> Counts:
        """How long the answered have waited, by the calendar or in working hours."""
        if not working or not self.by_calendar:
            return self.answered
        found = dict(self.answered)
        for wait, count in self.by_calendar.items():
            found[wait] -= count
        for wait, count in self.in_hours.items():
            found[wait] = found.get(wait, 0) + count
        return found

    def count(self, round_: Round, variant: Variant, sign: int) -> None:
        """Count a round that has ended in (+1) or out (-1)."""
        wait, working = round_.wait or NOTHING, round_.working or NOTHING
        match round_.end:
            case None:
                return
            case End.ANSWERED:
                _count(self.answered, seconds(wait), sign)
                if seconds(working) != seconds(wait):
                    _count(self.by_calendar, seconds(wait), sign)
                    _count(self.in_hours, seconds(working), sign)
                self.in_time += sign * (wait <= allowed(round_, variant))
                self.working_in_time += sign * (working <= allowed(round_, variant, working=True))
            case End.ABANDONED:
                self.abandoned += sign
                self.forgiven += sign * (wait <= allowed(round_, variant))
            case End.RESOLVED:
                self.resolved += sign
            case End.ACKNOWLEDGED:
                self.acknowledged += sign


class Prompt(Struct, array_like=True):
    """Rounds of the service window that are decided, and those answered within three minutes."""

    decided: int = 0
    answered: int = 0

    def count(self, round_: Round, sign: int) -> None:
        """Count a round that has ended in (+1) or out (-1)."""
        if round_.end is End.ACKNOWLEDGED:
            return
        self.decided += sign
        self.answered += sign * (
            round_.end is End.ANSWERED and (round_.wait or NOTHING) <= THREE_MINUTES
        )


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
            _count(self.scores, asked.score, sign)


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
            _count(self.standing, -(-(resolution.at - EPOCH) // HOUR), sign)


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
                waits = self.first if fact.number == 1 else self.later
                waits.count(fact, variant, sign)
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
    each = list(tallies)
    whole = Tally(
        first=_waits(one.first for one in each),
        later=_waits(one.later for one in each),
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


def _waits(several: Iterable[Waits]) -> Waits:
    each = list(several)
    return Waits(
        answered=add_up(one.answered for one in each),
        by_calendar=add_up(one.by_calendar for one in each),
        in_hours=add_up(one.in_hours for one in each),
        in_time=sum(one.in_time for one in each),
        working_in_time=sum(one.working_in_time for one in each),
        abandoned=sum(one.abandoned for one in each),
        forgiven=sum(one.forgiven for one in each),
        resolved=sum(one.resolved for one in each),
        acknowledged=sum(one.acknowledged for one in each),
    )


def _scores(several: Iterable[Scores]) -> Scores:
    each = list(several)
    return Scores(
        asked=sum(one.asked for one in each),
        returned=sum(one.returned for one in each),
        scores=add_up(one.scores for one in each),
    )


def add_up(several: Iterable[Counts]) -> Counts:
    """Several counts as one."""
    whole: Counts = {}
    get = whole.get
    for counts in several:
        if whole:
            for key, count in counts.items():
                whole[key] = get(key, 0) + count
        else:
            whole.update(counts)
    return whole


def is_in_window(round_: Round, variant: Variant) -> bool:
    """Whether a round opened within the service window."""
    opened = round_.opened_at.astimezone(ZoneInfo(variant.zone)).time()
    return variant.window[0] <= opened < variant.window[1]


def allowed(round_: Round, variant: Variant, *, working: bool = False) -> timedelta:
    """How long a round may last by the standard that it began under, else by the variant."""
    if round_.target is None:
        return variant.target if round_.number == 1 else variant.round_target
    if round_.due is not None and not working:
        return round_.due - round_.opened_at
    return round_.target


def seconds(length: timedelta) -> int:
    """Whole seconds, rounded up."""
    return -(-length // SECOND)


def waiting_for(round_: Round, now: datetime) -> timedelta:
    """How long an open round has waited by now."""
    return max(now - round_.opened_at, NOTHING)


def _count(counts: Counts, key: int, by: int) -> None:
    counts[key] = counts.get(key, 0) + by
    if not counts[key]:
        del counts[key]
