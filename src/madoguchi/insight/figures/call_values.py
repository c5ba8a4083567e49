"""How the figures of calls are worked out of a tally; those still waiting count as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from madoguchi.insight.figures.calls import Calls, total
from madoguchi.insight.figures.tally import Tally
from madoguchi.insight.figures.values import Present, Value, percentile, share


def of_calls(tally: Tally, present: Present) -> Calls:
    """Return the sums of a tally's calls, those that go on as they stand now."""
    if not tally.calling:
        return tally.calls
    going_on = Calls()
    for each in tally.calling.values():
        going_on.count(each.call, now=present.now)
    return total((tally.calls, going_on))


def number(of: Callable[[Calls], int]) -> Value:
    """A number of calls."""
    return lambda tally, present: of(of_calls(tally, present))


def quantile(of: Callable[[Calls], Counter[int]], percent: int) -> Value:
    """What `percent` of all calls do not exceed."""
    return lambda tally, present: percentile(of(of_calls(tally, present)), percent)


def within_rings(tally: Tally, present: Present) -> float | None:
    """Taken within their target ÷ all that are decided, those left out who gave up within it."""
    calls = of_calls(tally, present)
    return share(calls.in_time, calls.in_time + calls.late + calls.missed)


def abandonment(tally: Tally, present: Present) -> float | None:
    """Calls whose caller gave up waiting ÷ all that came into the queue."""
    calls = of_calls(tally, present)
    return share(calls.abandoned, calls.offered)


def callbacks_kept(tally: Tally, present: Present) -> float | None:
    """Callbacks made in time ÷ those made or overdue."""
    calls = of_calls(tally, present)
    return share(calls.kept, calls.kept + calls.broken)
