"""Dates and lengths of time as readers of each locale write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from madoguchi.language.catalogue import text

_BABEL = {
    "zh-CN": "zh_Hans_CN",
    "zh-TW": "zh_Hant_TW",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "en": "en_GB",
}
"""How Babel names the locales of `language.catalogue`."""


def long_date(day: date, locale: str) -> str:
    """Year, month, day and weekday, in the locale's own order."""
    return format_skeleton("yMMMEd", day, locale=_BABEL[locale], fuzzy=True)


def long_moment(at: datetime, zone: str, locale: str) -> str:
    """The date and the time to the second on the clock of `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{long_date(local.date(), locale)} {local:%H:%M:%S}"


def long_time(length: timedelta, locale: str) -> str:
    """Hours, minutes and seconds; what is zero is left out, and a negative length has a minus."""
    seconds = round(abs(length).total_seconds())
    hours, rest = divmod(seconds, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [
        text(f"clocks.explain.{unit}", locale, n=n)
        for unit, n in (("hours", hours), ("minutes", minutes), ("seconds", left))
        if n
    ] or [text("clocks.explain.seconds", locale, n=0)]
    joined = text("clocks.explain.between_units", locale).join(parts)
    return f"-{joined}" if length < timedelta(0) else joined
