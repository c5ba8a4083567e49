"""What a due and an elapsed time cost on a split-shift calendar with holidays, in microseconds."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from madoguchi.clocks.contracts import Calendar
from madoguchi.clocks.rules.freezing import freeze
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.rules.working_time import WorkingTime, working_time

CALENDAR = {
    "zone": "America/New_York",
    "weekly": {
        day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")
    },
    "holidays": ["US", "CN"],
}
ROUNDS = 20_000


def per_call(work: Callable[[int], object], rounds: int) -> float:
    begun = time.perf_counter()
    for each in range(rounds):
        work(each)
    return (time.perf_counter() - begun) / rounds * 1e6


def main() -> None:
    calendar: Calendar = read_calendar(CALENDAR)
    dice = random.Random(3)
    starts = [
        datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(2 * 365 * 86_400))
        for _ in range(ROUNDS)
    ]
    hours = working_time(calendar)
    for year in range(2023, 2040):
        hours.is_open(datetime(year, 6, 1, tzinfo=UTC))
    frozen = freeze(calendar, 2025, 2028)
    lines = {
        "due in 60 s": lambda each: hours.due(starts[each], timedelta(seconds=60)),
        "due in 3 working days": lambda each: hours.due(starts[each], timedelta(hours=24)),
        "due in 10 years' work": lambda each: hours.due(starts[each], timedelta(hours=24_000)),
        "elapsed over a week": lambda each: hours.elapsed(
            starts[each], starts[each] + timedelta(days=7)
        ),
        "elapsed over 10 years": lambda each: hours.elapsed(
            starts[each], starts[each] + timedelta(days=3_650)
        ),
        "is open": lambda each: hours.is_open(starts[each]),
        "next opening": lambda each: hours.next_opening(starts[each]),
        "the engine for a frozen calendar": lambda _: working_time(frozen),
    }
    print(f"{'first use of a year':36}{per_call(first_use(calendar), 20):10.1f} µs")
    print(f"{'freezing 4 years':36}{per_call(lambda _: freeze(calendar, 2025, 2028), 5):10.1f} µs")
    for name, work in lines.items():
        print(f"{name:36}{per_call(work, ROUNDS):10.2f} µs")


def first_use(calendar: Calendar) -> Callable[[int], object]:
    def work(_: int) -> bool:
        fresh = WorkingTime(working_time(calendar).days)
        return fresh.is_open(datetime(2026, 6, 1, tzinfo=UTC))

    return work


if __name__ == "__main__":
    main()
