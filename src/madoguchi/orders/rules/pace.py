"""How often a parcel usually moves, by carrier and point of its way, and when it is silent.

Learnt as counts of gaps between movements in steps of time; a few guesses stand in for what has
not been seen yet, and fade as it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from madoguchi.orders.contracts import Direction, TrackingDetail, TrackingStatus

EDGES_HOURS = (1, 2, 4, 8, 12, 18, 24, 36, 48, 72, 96, 144, 192, 288, 480)
"""Upper ends of the steps; the last step has none."""

SILENT_TIMES = 3
"""A parcel is silent after so many times the usual gap: 6 days where 2 are usual."""
SHORTEST = timedelta(days=1)
"""Nobody is alarmed sooner, however brisk a carrier."""
GUESSES = 20
"""How many observations the guess below counts for."""

_GUESSED_HOURS: dict[tuple[Direction, str], int] = {
    ("domestic", "NotFound"): 48,
    ("domestic", "InfoReceived"): 24,
    ("domestic", "InTransit"): 24,
    ("domestic", "OutForDelivery"): 12,
    ("domestic", "AvailableForPickup"): 72,
    ("domestic", "DeliveryFailure"): 24,
    ("domestic", "Exception"): 48,
    ("international", "NotFound"): 96,
    ("international", "InfoReceived"): 48,
    ("international", "InTransit"): 48,
    ("international", "Customs"): 72,
    ("international", "OutForDelivery"): 24,
    ("international", "AvailableForPickup"): 96,
    ("international", "DeliveryFailure"): 48,
    ("international", "Exception"): 72,
}
_SLOWEST = 96


def leg(status: TrackingStatus, detail: TrackingDetail) -> str:
    """Return by which name the pace at a point of the way is learnt: customs has its own."""
    return "Customs" if detail.startswith("Customs") else status


def counted(counts: Sequence[int], gap: timedelta) -> list[int]:
    """Return counts with one more gap; `counts` may be empty at first."""
    now = list(counts) or [0] * (len(EDGES_HOURS) + 1)
    now[bisect_left(EDGES_HOURS, gap / timedelta(hours=1))] += 1
    return now


def usual(counts: Sequence[int], direction: Direction, leg: str) -> timedelta:
    """Return the median gap: half of all parcels move again within it."""
    guess = _GUESSED_HOURS.get((direction, leg), _SLOWEST)
    seen = list(counts) or [0] * (len(EDGES_HOURS) + 1)
    seen[bisect_left(EDGES_HOURS, guess)] += GUESSES
    half, passed = sum(seen) / 2, 0
    for hours, count in zip((*EDGES_HOURS, EDGES_HOURS[-1] * 2), seen, strict=True):
        passed += count
        if passed >= half:
            return timedelta(hours=hours)
    raise AssertionError("half of a sum is passed before its end")


def silent_at(moved_at: datetime, usual_gap: timedelta) -> datetime:
    """Return when a parcel that moved last then counts as silent."""
    return moved_at + max(SHORTEST, usual_gap * SILENT_TIMES)
