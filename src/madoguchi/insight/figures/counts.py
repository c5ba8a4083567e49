"""How many there are of each: sums that can be added, taken out again, and added up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

SECOND = timedelta(seconds=1)

Counts = dict[int, int]
"""How many there are of each; what comes to nothing is left out, so equal ones are equal."""


def count_in(counts: Counts, key: int, by: int) -> None:
    """Count something in (+1) or out (-1)."""
    counts[key] = counts.get(key, 0) + by
    if not counts[key]:
        del counts[key]


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


def seconds(length: timedelta) -> int:
    """Whole seconds, rounded up."""
    return -(-length // SECOND)
