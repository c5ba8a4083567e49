"""How a figure is worked out of a tally. Which figures there are is in `definitions`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import accumulate

from msgspec import Struct, field

from madoguchi.insight.figures.facts import NOTHING, FactId, Round
from madoguchi.insight.figures.fold import Hours, working_wait
from madoguchi.insight.figures.tally import (
    EPOCH,
    HOUR,
    Scores,
    Tally,
    Variant,
    Waits,
    is_in_window,
    seconds,
    waiting_for,
)


class Present(Struct, frozen=True):
    """What a figure is worked out under: its variant, and now, for those still waiting."""

    variant: Variant
    now: datetime
    hours: Hours
    # Several figures ask how long the same have waited; on a calendar that is not cheap.
    lasted: dict[tuple[FactId, bool], int] = field(default_factory=dict)


THREE_MINUTES = 180

Value = Callable[[Tally, Present], float | None]
"""A figure of a tally; None where there is nothing to divide by."""

Rounds = Callable[[Tally, Variant], tuple[Waits, list[Round]]]
"""Some rounds of a tally: those that have ended, and those still open."""


def percentile(waits: Counter[int], percent: int) -> int | None:
    """The least wait that `percent` of all do not exceed (nearest rank)."""
    least = -(-waits.total() * percent // 100)
    ordered = sorted(waits)
    for wait, so_far in zip(ordered, accumulate(waits[each] for each in ordered), strict=True):
        if so_far >= least:
            return wait
    return None


def waited(
    waits: Waits, still: Iterable[Round], present: Present, *, working: bool
) -> Counter[int]:
    """Waits answered, and those still going on as long as they have lasted by now."""
    return Counter(waits.working if working else waits.answered) + lasted(
        still, present, working=working
    )


def lasted(still: Iterable[Round], present: Present, *, working: bool) -> Counter[int]:
    """How long those who still wait have waited by now."""
    return Counter(_lasted(each, present, working=working) for each in still)


def _lasted(round_: Round, present: Present, *, working: bool) -> int:
    known = present.lasted.get((round_.id, working))
    if known is None:
        until = max(present.now, round_.opened_at)
        if working:
            known = seconds(working_wait(round_, until, present.hours))
        else:
            known = seconds(until - round_.opened_at)
        present.lasted[round_.id, working] = known
    return known


def wait_at(of: Rounds, percent: int, *, working: bool = False) -> Value:
    """The wait that `percent` of all do not exceed, those still waiting counted as so far."""

    def value(tally: Tally, present: Present) -> float | None:
        waits, still = of(tally, present.variant)
        return percentile(waited(waits, still, present, working=working), percent)

    return value


def within(of: Rounds, *, rounds: bool, working: bool = False) -> Value:
    """Answered within the target ÷ all that are decided; who still waits within it is not yet."""

    def value(tally: Tally, present: Present) -> float | None:
        target = present.variant.round_target if rounds else present.variant.target
        return _answered_within(of, seconds(target), tally, present, working=working)

    return value


def within_three_minutes(tally: Tally, present: Present) -> float | None:
    """Of the rounds in the service window, those answered within 180 s, whatever the target is."""
    return _answered_within(in_window, THREE_MINUTES, tally, present, working=False)


def _answered_within(
    of: Rounds, target: int, tally: Tally, present: Present, *, working: bool
) -> float | None:
    waits, still = of(tally, present.variant)
    answered = waits.working if working else waits.answered
    late = lasted(still, present, working=working)
    overdue = late.total() - up_to(late, target)
    missed = waits.resolved + waits.abandoned.total() + overdue
    return share(up_to(answered, target), answered.total() + missed)


def service_level(tally: Tally, present: Present) -> float | None:
    """Answered ≤ target ÷ (offered - abandoned ≤ target), by conversations."""
    (waits, still), target = first(tally, present.variant), seconds(present.variant.target)
    left = gone(still)
    late = lasted((each for each in still if each.left_at is None), present, working=False)
    offered = decided(waits) + left.total() + late.total() - up_to(late, target)
    forgiven = up_to(waits.abandoned, target) + up_to(left, target)
    return share(up_to(waits.answered, target), offered - forgiven)


def abandonment(tally: Tally, present: Present) -> float | None:
    """Conversations that the customer left before an answer ÷ all."""
    waits, still = first(tally, present.variant)
    left = waits.abandoned.total() + gone(still).total()
    return share(left, decided(waits) + len(still))


def lost(tally: Tally, present: Present) -> float:
    """Conversations that ended before anybody had answered, or that the customer has left."""
    waits, still = first(tally, present.variant)
    return waits.abandoned.total() + waits.resolved + gone(still).total()


def gone(still: Iterable[Round]) -> Counter[int]:
    """How long those had waited who have left, and whom nobody has answered yet."""
    return Counter(
        seconds(max(each.left_at - each.opened_at, NOTHING))
        for each in still
        if each.left_at is not None
    )


def every(tally: Tally, _: Variant) -> tuple[Waits, list[Round]]:
    """All rounds: those that have ended, and those still open."""
    return tally.rounds, [*tally.open.values()]


def first(tally: Tally, _: Variant) -> tuple[Waits, list[Round]]:
    """The first round of each conversation."""
    return tally.first, [each for each in tally.open.values() if each.number == 1]


def in_window(tally: Tally, variant: Variant) -> tuple[Waits, list[Round]]:
    """The rounds that opened within the service window."""
    return tally.in_window, [each for each in tally.open.values() if is_in_window(each, variant)]


def decided(waits: Waits) -> int:
    """Rounds that have ended and called for an answer."""
    return waits.answered.total() + waits.abandoned.total() + waits.resolved


def longest_wait(tally: Tally, present: Present) -> float | None:
    """Seconds that the customer who waits longest has waited."""
    waits = [waiting_for(each, present.now) for each in tally.open.values()]
    return max(waits, default=NOTHING).total_seconds()


def satisfaction(tally: Tally, _: Present) -> float | None:
    """Answers of 4 and 5 ÷ answers."""
    scores = tally.satisfaction.scores
    return share(scores[4] + scores[5], scores.total())


def returned(of: Callable[[Tally], Scores]) -> Value:
    """Surveys answered ÷ surveys sent."""

    def value(tally: Tally, _: Present) -> float | None:
        return share(of(tally).returned, of(tally).asked)

    return value


def net_promoters(tally: Tally, _: Present) -> float | None:
    """Percent of 9 and 10 less percent of 0 to 6 (Reichheld 2003)."""
    scores = tally.recommendation.scores
    promoters = scores[9] + scores[10]
    detractors = up_to(scores, 6)
    net = share(promoters - detractors, scores.total())
    return None if net is None else 100 * net


def first_contact_resolution(tally: Tally, present: Present) -> float | None:
    """Resolved by one person and not reopened in time ÷ resolved, once that time is over.

    That time begins with the end of the hour in which the conversation was resolved.
    """
    settled_by = (present.now - present.variant.settled_after - EPOCH) // HOUR
    held = up_to(tally.resolutions.standing, settled_by)
    return share(held, held + tally.resolutions.broken)


def share(part: float, whole: float) -> float | None:
    """Part ÷ whole; None of nothing."""
    return part / whole if whole else None


def up_to(counter: Counter[int], most: int) -> int:
    """How many of a counter's keys are at most `most`."""
    return sum(count for key, count in counter.items() if key <= most)
