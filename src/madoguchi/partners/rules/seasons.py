"""Busy seasons: said to a customer only where the partner's calendar has one that day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from madoguchi.clocks.contracts import Calendar


def peak_at(calendar: Calendar, at: datetime) -> str | None:
    """Return the name of the season that holds on the calendar's own day at an instant."""
    day = at.astimezone(ZoneInfo(calendar.zone)).date()
    return next((peak.name for peak in calendar.peaks if peak.first <= day <= peak.last), None)
