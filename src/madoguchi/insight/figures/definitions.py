"""The figures: each one definition, named and versioned, with its formula in words.

Names and formulas are the texts `insight.figure.NAME` and `insight.figure.NAME.formula`. A change
of meaning is a new version; the old one stays while figures worked out under it are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from madoguchi.insight.figures import call_values as calls
from madoguchi.insight.figures import values
from madoguchi.insight.figures.calls import Call
from madoguchi.insight.figures.counts import SECOND
from madoguchi.insight.figures.events import Outcome, Survey
from madoguchi.insight.figures.facts import (
    ANY,
    OPEN,
    Asked,
    Called,
    End,
    Fact,
    Inquiry,
    Owed,
    Round,
)
from madoguchi.insight.figures.tally import Tally
from madoguchi.insight.figures.values import Present, Value, share, wait_at, within
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.figures.waits import is_in_window
from madoguchi.kernel.politely import politely


class Unit(StrEnum):
    """How a value is read."""

    SECONDS = "seconds"
    SHARE = "share"  # 0 to 1
    COUNT = "count"
    RINGS = "rings"
    RATIO = "ratio"
    POINTS = "points"  # -100 to 100


Mark = tuple[str, str]
"""Facts that are found together: their kind, and how they ended where that is told apart."""


class Behind(Struct, frozen=True):
    """Which facts a figure counts: found by their marks, and of those the ones that fit."""

    marks: tuple[Mark, ...]
    fits: Callable[[Fact, Variant], bool] = lambda fact, variant: True

    def __call__(self, fact: Fact, variant: Variant) -> bool:
        """Whether a figure counts a fact."""
        return (fact.id[0], mark_of(fact)) in self.marks and self.fits(fact, variant)


def mark_of(fact: Fact) -> str:
    """How a fact ended, where that is told apart."""
    return fact.mark if isinstance(fact, Round | Owed | Inquiry | Called) else ANY


class Definition(Struct, frozen=True):
    """One figure: how it is worked out, and which facts stand behind it."""

    name: str
    unit: Unit
    value: Value
    behind: Behind
    version: int = 1


def _concurrency(tally: Tally, _: Present) -> float | None:
    return share(tally.chats / SECOND, tally.online / SECOND)


def _occupancy(tally: Tally, _: Present) -> float | None:
    return share(tally.handling / SECOND, (tally.handling + tally.idle) / SECOND)


def _is_first(fact: Fact, _: Variant) -> bool:
    return isinstance(fact, Round) and fact.number == 1


def _is_lost(fact: Fact, variant: Variant) -> bool:
    if not isinstance(fact, Round) or not _is_first(fact, variant):
        return False
    return fact.end is not None or fact.left_at is not None


def _is_in_window(fact: Fact, variant: Variant) -> bool:
    return isinstance(fact, Round) and is_in_window(fact, variant)


def _asks(survey: Survey) -> Behind:
    return Behind(
        (("asked", ANY),), lambda fact, _: isinstance(fact, Asked) and fact.survey is survey
    )


def _calls(fits: Callable[[Call], bool]) -> Behind:
    return Behind(
        (("call", OPEN), ("call", ANY)),
        lambda fact, _: isinstance(fact, Called) and fits(fact.call),
    )


def _rounds(*ends: End | None) -> tuple[Mark, ...]:
    return tuple(("round", OPEN if end is None else end.value) for end in ends)


def _promises(*outcomes: Outcome) -> Behind:
    return Behind(tuple(("promise", outcome.value) for outcome in outcomes))


_COUNTED = _rounds(End.ANSWERED, End.RESOLVED, End.ABANDONED, None)
_ARE_ROUNDS = Behind(_COUNTED)
_ARE_FIRST = Behind(_COUNTED, _is_first)
_ARE_IN_WINDOW = Behind(_COUNTED, _is_in_window)
_ARE_OPEN = Behind(_rounds(None))
_ARE_LOST = Behind(_rounds(End.RESOLVED, End.ABANDONED, None), _is_lost)
_ARE_ACKNOWLEDGED = Behind(_rounds(End.ACKNOWLEDGED))
_ARE_QUESTIONS = Behind((("question", ANY),))
_ARE_ANSWERS = Behind((("answer", ANY),))
_ARE_EXCHANGES = Behind((("question", ANY), ("answer", ANY)))
_ARE_RESOLVED = Behind((("resolution", ANY),))
_ARE_DUE = _promises(Outcome.OPEN, Outcome.KEPT, Outcome.BROKEN)
_ARE_KEPT = _promises(Outcome.KEPT)
_ARE_BROKEN = _promises(Outcome.BROKEN)
_ARE_DECIDED = _promises(Outcome.KEPT, Outcome.BROKEN)
_ARE_BREACHES = Behind((("breach", ANY),))
_ARE_INQUIRIES = Behind((("inquiry", ANY),))
_ARE_WORKTIME = Behind((("worktime", ANY),))

_ARE_CALLS = _calls(lambda call: call.queued_at is not None)
_HAVE_RUNG = _calls(lambda call: call.rang_at is not None and call.counts_wait)
_HAVE_WAITED = _calls(lambda call: call.queued_at is not None and call.counts_wait)
_ARE_TAKEN = _calls(lambda call: call.taken_at is not None)
_ARE_GIVEN_UP = _calls(lambda call: call.abandoned and call.queued_at is not None)
_ARE_CALLBACKS = _calls(
    lambda call: (
        call.callback_at is not None and (call.called_back_at is not None or not call.settled)
    )
)

_ALL = (
    Definition("first_response_median", Unit.SECONDS, wait_at(values.first, 50), _ARE_FIRST),
    Definition("first_response_p90", Unit.SECONDS, wait_at(values.first, 90), _ARE_FIRST),
    Definition("first_response_within", Unit.SHARE, within(values.first), _ARE_FIRST, 2),
    Definition(
        "first_response_working_median",
        Unit.SECONDS,
        wait_at(values.first, 50, working=True),
        _ARE_FIRST,
    ),
    Definition(
        "first_response_working_p90",
        Unit.SECONDS,
        wait_at(values.first, 90, working=True),
        _ARE_FIRST,
    ),
    Definition(
        "first_response_working_within",
        Unit.SHARE,
        within(values.first, working=True),
        _ARE_FIRST,
        2,
    ),
    Definition("response_median", Unit.SECONDS, wait_at(values.every, 50), _ARE_ROUNDS),
    Definition("response_p90", Unit.SECONDS, wait_at(values.every, 90), _ARE_ROUNDS),
    Definition("response_within", Unit.SHARE, within(values.every), _ARE_ROUNDS, 3),
    Definition(
        "response_working_median",
        Unit.SECONDS,
        wait_at(values.every, 50, working=True),
        _ARE_ROUNDS,
    ),
    Definition(
        "response_working_within",
        Unit.SHARE,
        within(values.every, working=True),
        _ARE_ROUNDS,
        3,
    ),
    Definition("three_minute_rate", Unit.SHARE, values.within_three_minutes, _ARE_IN_WINDOW, 2),
    Definition(
        "rounds",
        Unit.COUNT,
        values.count_rounds,
        _ARE_ROUNDS,
        2,
    ),
    Definition("waiting_now", Unit.COUNT, lambda tally, _: len(tally.open), _ARE_OPEN),
    Definition("longest_wait", Unit.SECONDS, values.longest_wait, _ARE_OPEN),
    Definition(
        "acknowledged",
        Unit.COUNT,
        lambda tally, _: tally.first.acknowledged + tally.later.acknowledged,
        _ARE_ACKNOWLEDGED,
    ),
    Definition("lost", Unit.COUNT, values.lost, _ARE_LOST, 2),
    Definition("service_level", Unit.SHARE, values.service_level, _ARE_FIRST, 3),
    Definition("abandonment", Unit.SHARE, values.abandonment, _ARE_FIRST, 2),
    Definition(
        "customers_offered", Unit.COUNT, lambda tally, _: len(tally.offered), _ARE_QUESTIONS
    ),
    Definition(
        "customers_received", Unit.COUNT, lambda tally, _: len(tally.received), _ARE_ANSWERS
    ),
    Definition(
        "answer_question_ratio",
        Unit.RATIO,
        lambda tally, _: share(tally.answers, tally.questions),
        _ARE_EXCHANGES,
    ),
    Definition("satisfaction", Unit.SHARE, values.satisfaction, _asks(Survey.SATISFACTION)),
    Definition(
        "satisfaction_returned",
        Unit.SHARE,
        values.returned(lambda tally: tally.satisfaction),
        _asks(Survey.SATISFACTION),
    ),
    Definition("net_promoters", Unit.POINTS, values.net_promoters, _asks(Survey.RECOMMENDATION)),
    Definition(
        "net_promoters_returned",
        Unit.SHARE,
        values.returned(lambda tally: tally.recommendation),
        _asks(Survey.RECOMMENDATION),
    ),
    Definition("promises_due", Unit.COUNT, lambda tally, _: tally.due, _ARE_DUE),
    Definition("promises_kept", Unit.COUNT, lambda tally, _: tally.kept, _ARE_KEPT),
    Definition("promises_broken", Unit.COUNT, lambda tally, _: tally.broken, _ARE_BROKEN),
    Definition(
        "promises_kept_share",
        Unit.SHARE,
        lambda tally, _: share(tally.kept, tally.kept + tally.broken),
        _ARE_DECIDED,
    ),
    Definition("inquiries", Unit.COUNT, lambda tally, _: tally.sold.asked, _ARE_INQUIRIES),
    *(
        Definition(f"inquiries_{name}", Unit.SHARE, values.of_inquiries(name), _ARE_INQUIRIES)
        for name in ("ordered", "paid", "ordered_finally", "paid_finally")
    ),
    Definition("breaches", Unit.COUNT, lambda tally, _: tally.breaches, _ARE_BREACHES),
    Definition(
        "first_contact_resolution", Unit.SHARE, values.first_contact_resolution, _ARE_RESOLVED
    ),
    Definition(
        "concurrency",
        Unit.RATIO,
        _concurrency,
        _ARE_WORKTIME,
    ),
    Definition(
        "occupancy",
        Unit.SHARE,
        _occupancy,
        _ARE_WORKTIME,
    ),
    Definition("online_time", Unit.SECONDS, lambda tally, _: tally.online / SECOND, _ARE_WORKTIME),
    Definition(
        "hang_up_time", Unit.SECONDS, lambda tally, _: tally.hang_up / SECOND, _ARE_WORKTIME
    ),
    Definition("calls_offered", Unit.COUNT, calls.number(lambda of: of.offered), _ARE_CALLS),
    Definition(
        "calls_answered", Unit.COUNT, calls.number(lambda of: of.in_time + of.late), _ARE_TAKEN
    ),
    Definition("calls_within_rings", Unit.SHARE, calls.within_rings, _ARE_CALLS),
    Definition("rings_median", Unit.RINGS, calls.quantile(lambda of: of.rings, 50), _HAVE_RUNG),
    Definition("rings_p90", Unit.RINGS, calls.quantile(lambda of: of.rings, 90), _HAVE_RUNG),
    Definition(
        "ring_answer_median", Unit.SECONDS, calls.quantile(lambda of: of.ringing, 50), _HAVE_RUNG
    ),
    Definition(
        "ring_answer_p90", Unit.SECONDS, calls.quantile(lambda of: of.ringing, 90), _HAVE_RUNG
    ),
    Definition(
        "queue_answer_median",
        Unit.SECONDS,
        calls.quantile(lambda of: of.queueing, 50),
        _HAVE_WAITED,
    ),
    Definition(
        "queue_answer_p90", Unit.SECONDS, calls.quantile(lambda of: of.queueing, 90), _HAVE_WAITED
    ),
    Definition("calls_abandoned", Unit.COUNT, calls.number(lambda of: of.abandoned), _ARE_GIVEN_UP),
    Definition("call_abandonment", Unit.SHARE, calls.abandonment, _ARE_CALLS),
    Definition("callbacks_due", Unit.COUNT, calls.number(lambda of: of.callbacks), _ARE_CALLBACKS),
    Definition("callbacks_kept_share", Unit.SHARE, calls.callbacks_kept, _ARE_CALLBACKS),
)

DEFINITIONS: dict[str, Definition] = {each.name: each for each in _ALL}


def figures(tally: Tally, present: Present, *, pausing: bool = True) -> dict[str, float | None]:
    """The value of every figure; others may have the interpreter between two, if `pausing`."""
    every = DEFINITIONS.items()
    return {
        name: each.value(tally, present) for name, each in (politely(every) if pausing else every)
    }
