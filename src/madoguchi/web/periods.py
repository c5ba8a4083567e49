"""Days that a caller names, as the stretch of time they are in the caller's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from madoguchi.kernel.errors import Invalid

FIRST, LAST = date(1971, 1, 1), date(9000, 1, 1)
"""Nothing is older or younger, and no zone can push these out of the calendar."""


class Period(msgspec.Struct, frozen=True):
    """From `begin` to before `end`; None is open."""

    begin: datetime | None
    end: datetime | None


def period_of(since: date | None, until: date | None, zone: str) -> Period:
    """Return the time of the days `since` to `until`, both included. Refuses them turned round."""
    if since is not None and until is not None and until < since:
        raise Invalid("web.period_turned_round", field="until")
    after = None if until is None else min(until, LAST) + timedelta(days=1)
    return Period(_midnight(since, zone), _midnight(after, zone))


def _midnight(day: date | None, zone: str) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(max(day, FIRST), time(), ZoneInfo(zone)).astimezone(UTC)
