"""How a figure is worked out of a tally. Which figures there are is in `definitions`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import accumulate

from msgspec import Struct, field

from madoguchi.insight.figures.counts import Counts, add_up, seconds
from madoguchi.insight.figures.facts import NOTHING, FactId, Round
from madoguchi.insight.figures.rounds import Hours, working_wait
from madoguchi.insight.figures.tally import EPOCH, HOUR, Scores, Tally
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.figures.waits import THREE_MINUTES, Waits, allowed, is_in_window, waiting_for


class Present(Struct, frozen=True):
    """What a figure is worked out under: its variant, and now, for those still waiting."""

    variant: Variant
    now: datetime
    hours: Hours
    # Several figures ask how long the same have waited; on a calendar that is not cheap.
    lasted: dict[FactId, timedelta] = field(default_factory=dict)


Value = Callable[[Tally, Present], float | None]
"""A figure of a tally; None where there is nothing to divide by."""

Rounds = Callable[[Tally], tuple[tuple[Waits, ...], list[Round]]]
"""Some rounds of a tally: those that have ended, and those still open."""


def percentile(waits: Mapping[int, int], percent: int) -> int | None:
    """The least wait that `percent` of all do not exceed (nearest rank)."""
    least = -(-sum(waits.values()) * percent // 100)
    ordered = sorted(waits)
    for wait, so_far in zip(ordered, accumulate(waits[each] for each in ordered), strict=True):
        if so_far >= least:
            return wait
    return None


def waited(
    waits: Iterable[Waits], still: Iterable[Round], present: Present, *, working: bool
) -> Counts:
    """Waits answered, and those still going on as long as they have lasted by now."""
    going_on = Counter(seconds(_lasted(each, present, working=working)) for each in still)
    answered = [each.lasted(working=working) for each in waits]
    return add_up([*answered, going_on] if going_on else answered)


def _lasted(round_: Round, present: Present, *, working: bool) -> timedelta:
    if not working:
        return waiting_for(round_, present.now)
    known = present.lasted.get(round_.id)
    if known is None:
        until = max(present.now, round_.opened_at)
        known = present.lasted[round_.id] = working_wait(round_, until, present.hours)
    return known


def wait_at(of: Rounds, percent: int, *, working: bool = False) -> Value:
    """The wait that `percent` of all do not exceed, those still waiting counted as so far."""

    def value(tally: Tally, present: Present) -> float | None:
        return percentile(waited(*of(tally), present, working=working), percent)

    return value


def within(of: Rounds, *, working: bool = False) -> Value:
    """Answered within their target ÷ all decided; who still waits within theirs is not yet."""

    def value(tally: Tally, present: Present) -> float | None:
        waits, still = of(tally)
        in_time = sum(each.working_in_time if working else each.in_time for each in waits)
        decided = sum(each.decided for each in waits)
        return share(in_time, decided + overdue(still, present, working=working))

    return value


def within_three_minutes(tally: Tally, present: Present) -> float | None:
    """Of the rounds in the service window, those answered within 180 s, whatever the target is."""
    late = sum(
        is_in_window(each, present.variant) and waiting_for(each, present.now) > THREE_MINUTES
        for each in tally.open.values()
    )
    return share(tally.in_window.answered, tally.in_window.decided + late)


def service_level(tally: Tally, present: Present) -> float | None:
    """Answered ≤ target ÷ (offered - abandoned ≤ target), by conversations."""
    (waits,), still = first(tally)
    left, forgiven = gone(still), waits.forgiven
    for each in left:
        waited_for = (each.left_at or present.now) - each.opened_at
        forgiven += waited_for <= allowed(each, present.variant)
    here = (each for each in still if each.left_at is None)
    offered = waits.decided + len(left) + overdue(here, present, working=False)
    return share(waits.in_time, offered - forgiven)


def overdue(still: Iterable[Round], present: Present, *, working: bool) -> int:
    """How many of those who still wait have waited for longer than their target by now."""
    return sum(
        _lasted(each, present, working=working) > allowed(each, present.variant, working=working)
        for each in still
    )


def abandonment(tally: Tally, present: Present) -> float | None:
    """Conversations that the customer left before an answer ÷ all."""
    (waits,), still = first(tally)
    return share(waits.abandoned + len(gone(still)), waits.decided + len(still))


def lost(tally: Tally, present: Present) -> float:
    """Conversations that ended before anybody had answered, or that the customer has left."""
    (waits,), still = first(tally)
    return waits.abandoned + waits.resolved + len(gone(still))


def gone(still: Iterable[Round]) -> list[Round]:
    """Those who have left, and whom nobody has answered yet."""
    return [each for each in still if each.left_at is not None]


def every(tally: Tally) -> tuple[tuple[Waits, ...], list[Round]]:
    """All rounds: those that have ended, and those still open."""
    return (tally.first, tally.later), [*tally.open.values()]


def first(tally: Tally) -> tuple[tuple[Waits, ...], list[Round]]:
    """The first round of each conversation."""
    return (tally.first,), [each for each in tally.open.values() if each.number == 1]


def count_rounds(tally: Tally, _: Present) -> float:
    """Rounds that called for an answer, those still open among them."""
    return tally.first.decided + tally.later.decided + len(tally.open)


def longest_wait(tally: Tally, present: Present) -> float | None:
    """Seconds that the customer who waits longest has waited."""
    waits = [waiting_for(each, present.now) for each in tally.open.values()]
    return max(waits, default=NOTHING).total_seconds()


def satisfaction(tally: Tally, _: Present) -> float | None:
    """Answers of 4 and 5 ÷ answers."""
    scores = tally.satisfaction.scores
    return share(scores.get(4, 0) + scores.get(5, 0), sum(scores.values()))


def returned(of: Callable[[Tally], Scores]) -> Value:
    """Surveys answered ÷ surveys sent."""

    def value(tally: Tally, _: Present) -> float | None:
        return share(of(tally).returned, of(tally).asked)

    return value


def net_promoters(tally: Tally, _: Present) -> float | None:
    """Percent of 9 and 10 less percent of 0 to 6 (Reichheld 2003)."""
    scores = tally.recommendation.scores
    promoters = scores.get(9, 0) + scores.get(10, 0)
    detractors = up_to(scores, 6)
    net = share(promoters - detractors, sum(scores.values()))
    return None if net is None else 100 * net


def of_inquiries(name: str) -> Value:
    """Inquiries of which something came ÷ all; `name` is a sum of `Sold`."""

    def value(tally: Tally, _: Present) -> float | None:
        part: int = getattr(tally.sold, name)
        return share(part, tally.sold.asked)

    return value


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


def up_to(counts: Counts, most: int) -> int:
    """How many are counted of keys that are at most `most`."""
    return sum(count for key, count in counts.items() if key <= most)
