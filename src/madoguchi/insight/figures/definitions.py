"""The figures: each one definition, named and versioned, with its formula in words.

Names and formulas are the texts `insight.figure.NAME` and `insight.figure.NAME.formula`. A change
of meaning is a new version; the old one stays while figures worked out under it are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from msgspec import Struct

from madoguchi.insight.figures import values
from madoguchi.insight.figures.events import Outcome, Survey
from madoguchi.insight.figures.facts import (
    Asked,
    Breach,
    End,
    Exchange,
    Fact,
    Owed,
    Resolution,
    Round,
    Worktime,
)
from madoguchi.insight.figures.tally import SECOND, Tally, Variant, is_in_window
from madoguchi.insight.figures.values import Present, Value, share, wait_at, within


class Unit(StrEnum):
    """How a value is read."""

    SECONDS = "seconds"
    SHARE = "share"  # 0 to 1
    COUNT = "count"
    RATIO = "ratio"
    POINTS = "points"  # -100 to 100


Behind = Callable[[Fact, Variant], bool]


class Definition(Struct, frozen=True):
    """One figure: how it is worked out, and which facts stand behind it."""

    name: str
    unit: Unit
    value: Value
    behind: Behind
    version: int = 1


def _count_rounds(tally: Tally, _: Present) -> float:
    return values.decided(tally.rounds) + len(tally.open)


def _concurrency(tally: Tally, _: Present) -> float | None:
    return share(tally.chats / SECOND, tally.online / SECOND)


def _occupancy(tally: Tally, _: Present) -> float | None:
    return share(tally.handling / SECOND, (tally.handling + tally.idle) / SECOND)


def _are_rounds(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Round) and fact.end is not End.ACKNOWLEDGED


def _are_first(fact: Fact, variant: Variant) -> bool:
    return isinstance(fact, Round) and fact.number == 1 and _are_rounds(fact, variant)


def _are_in_window(fact: Fact, variant: Variant) -> bool:
    return isinstance(fact, Round) and _are_rounds(fact, variant) and is_in_window(fact, variant)


def _are_open(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Round) and fact.end is None


def _are_lost(fact: Fact, variant: Variant) -> bool:
    unanswered = {End.ABANDONED, End.RESOLVED}
    return _are_first(fact, variant) and isinstance(fact, Round) and fact.end in unanswered


def _are_questions(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Exchange) and fact.questions > 0


def _are_answers(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Exchange) and fact.answers > 0


def _are_exchanges(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Exchange)


def _are(survey: Survey) -> Behind:
    return lambda fact, _: isinstance(fact, Asked) and fact.survey is survey


def _are_resolved(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Resolution)


def _are_due(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Owed) and fact.outcome is not Outcome.WITHDRAWN


def _are_kept(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Owed) and fact.outcome is Outcome.KEPT


def _are_broken(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Owed) and fact.outcome is Outcome.BROKEN


def _are_decided(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Owed) and fact.outcome in {Outcome.KEPT, Outcome.BROKEN}


def _are_breaches(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Breach)


def _are_worktime(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Worktime)


_ALL = (
    Definition("first_response_median", Unit.SECONDS, wait_at(values.first, 50), _are_first),
    Definition("first_response_p90", Unit.SECONDS, wait_at(values.first, 90), _are_first),
    Definition("first_response_within", Unit.SHARE, within(values.first, rounds=False), _are_first),
    Definition(
        "first_response_working_median",
        Unit.SECONDS,
        wait_at(values.first, 50, working=True),
        _are_first,
    ),
    Definition(
        "first_response_working_p90",
        Unit.SECONDS,
        wait_at(values.first, 90, working=True),
        _are_first,
    ),
    Definition(
        "first_response_working_within",
        Unit.SHARE,
        within(values.first, rounds=False, working=True),
        _are_first,
    ),
    Definition("response_median", Unit.SECONDS, wait_at(values.every, 50), _are_rounds),
    Definition("response_p90", Unit.SECONDS, wait_at(values.every, 90), _are_rounds),
    Definition("response_within", Unit.SHARE, within(values.every, rounds=True), _are_rounds),
    Definition(
        "response_working_median",
        Unit.SECONDS,
        wait_at(values.every, 50, working=True),
        _are_rounds,
    ),
    Definition(
        "response_working_within",
        Unit.SHARE,
        within(values.every, rounds=True, working=True),
        _are_rounds,
    ),
    Definition(
        "three_minute_rate", Unit.SHARE, within(values.in_window, rounds=True), _are_in_window
    ),
    Definition(
        "rounds",
        Unit.COUNT,
        _count_rounds,
        _are_rounds,
    ),
    Definition("waiting_now", Unit.COUNT, lambda tally, _: len(tally.open), _are_open),
    Definition("longest_wait", Unit.SECONDS, values.longest_wait, _are_open),
    Definition("lost", Unit.COUNT, values.lost, _are_lost),
    Definition("service_level", Unit.SHARE, values.service_level, _are_first),
    Definition("abandonment", Unit.SHARE, values.abandonment, _are_first),
    Definition(
        "customers_offered", Unit.COUNT, lambda tally, _: len(tally.offered), _are_questions
    ),
    Definition(
        "customers_received", Unit.COUNT, lambda tally, _: len(tally.received), _are_answers
    ),
    Definition(
        "answer_question_ratio",
        Unit.RATIO,
        lambda tally, _: share(tally.answers, tally.questions),
        _are_exchanges,
    ),
    Definition("satisfaction", Unit.SHARE, values.satisfaction, _are(Survey.SATISFACTION)),
    Definition(
        "satisfaction_returned",
        Unit.SHARE,
        values.returned(lambda tally: tally.satisfaction),
        _are(Survey.SATISFACTION),
    ),
    Definition("net_promoters", Unit.POINTS, values.net_promoters, _are(Survey.RECOMMENDATION)),
    Definition(
        "net_promoters_returned",
        Unit.SHARE,
        values.returned(lambda tally: tally.recommendation),
        _are(Survey.RECOMMENDATION),
    ),
    Definition("promises_due", Unit.COUNT, lambda tally, _: tally.due, _are_due),
    Definition("promises_kept", Unit.COUNT, lambda tally, _: tally.kept, _are_kept),
    Definition("promises_broken", Unit.COUNT, lambda tally, _: tally.broken, _are_broken),
    Definition(
        "promises_kept_share",
        Unit.SHARE,
        lambda tally, _: share(tally.kept, tally.kept + tally.broken),
        _are_decided,
    ),
    Definition("breaches", Unit.COUNT, lambda tally, _: tally.breaches, _are_breaches),
    Definition(
        "first_contact_resolution", Unit.SHARE, values.first_contact_resolution, _are_resolved
    ),
    Definition(
        "concurrency",
        Unit.RATIO,
        _concurrency,
        _are_worktime,
    ),
    Definition(
        "occupancy",
        Unit.SHARE,
        _occupancy,
        _are_worktime,
    ),
    Definition("online_time", Unit.SECONDS, lambda tally, _: tally.online / SECOND, _are_worktime),
    Definition(
        "hang_up_time", Unit.SECONDS, lambda tally, _: tally.hang_up / SECOND, _are_worktime
    ),
)

DEFINITIONS: dict[str, Definition] = {each.name: each for each in _ALL}


def figures(tally: Tally, present: Present) -> dict[str, float | None]:
    """The value of every figure."""
    return {name: each.value(tally, present) for name, each in DEFINITIONS.items()}


def conversations_behind(name: str, facts: Iterable[Fact], variant: Variant) -> list[int]:
    """The conversations that a figure counts, each once, in order of their number."""
    behind = DEFINITIONS[name].behind
    return sorted(
        {
            fact.conversation
            for fact in facts
            if not isinstance(fact, Worktime) and behind(fact, variant)
        }
    )
