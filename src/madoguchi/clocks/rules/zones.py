"""Time zones by their IANA names; a wrong name is refused with the nearest right one."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from madoguchi.clocks.errors import CalendarError

_NOT_ZONES = {"Factory", "localtime", "posixrules"}


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as `Asia/Tokyo`."""
    try:
        if name and name not in _NOT_ZONES:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    near = get_close_matches(name, sorted(available_timezones() - _NOT_ZONES), n=1)
    example = near[0] if near else "Asia/Tokyo"
    raise CalendarError("clocks.unknown_zone", field="zone", zone=name, near=example)
