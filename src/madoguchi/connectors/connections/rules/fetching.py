"""When a platform is asked for its past, and when for what has changed since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from madoguchi.connectors.connections.contracts import Backfill, Capability, CatchUp

POLLED = timedelta(minutes=5)
"""How often a platform is asked that tells nothing by itself."""
RECONCILED = timedelta(days=1)
"""How often one is asked that posts notices: platforms drop a shop's notices after an outage."""
OVERLAP = timedelta(minutes=10)
"""How far a look reaches back before the last one: platforms index a change somewhat late."""
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=15)

Errand = Literal["backfill", "catch_up"]


def interval(capabilities: frozenset[Capability]) -> timedelta:
    """Return how long to rest between two looks at what has changed."""
    return POLLED if "polling" in capabilities else RECONCILED


def next_errand(
    backfill: Backfill | None, catch_up: CatchUp | None, now: datetime
) -> Errand | None:
    """Say what is due: what is new comes before what is old, which may take hours."""
    if catch_up is not None and catch_up.due_at <= now:
        return "catch_up"
    if backfill is not None and backfill.state == "running":
        return "backfill" if (backfill.not_before or now) <= now else None
    return None


def next_at(backfill: Backfill | None, catch_up: CatchUp | None, now: datetime) -> datetime | None:
    """Return when something is to be fetched next; None where nothing ever is."""
    times = [catch_up.due_at] if catch_up is not None else []
    if backfill is not None and backfill.state == "running":
        times.append(backfill.not_before or now)
    return min(times, default=None)


def patience(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row; each doubles it."""
    pause: timedelta = FIRST_PAUSE * 2 ** min(max(0, failures - 1), 16)
    return min(pause, LONGEST_PAUSE)
