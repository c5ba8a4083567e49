"""The one clock. Times are aware UTC datetimes to the microsecond; tests put their own clock in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def to_microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970-01-01T00:00Z; refuses a datetime without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return (moment - EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """Return the UTC instant that lies `microseconds` after 1970-01-01T00:00Z."""
    return EPOCH + timedelta(0, 0, microseconds)
