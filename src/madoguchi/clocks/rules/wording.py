"""Dates and lengths of time as a reader of each language writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from madoguchi.clocks.catalogue import Language, sentence

_LOCALES: dict[Language, str] = {
    "zh-CN": "zh_Hans_CN",
    "zh-TW": "zh_Hant_TW",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "en": "en_GB",
}


def long_date(day: date, language: Language) -> str:
    """Year, month, day and weekday, in the language's own order."""
    return format_skeleton("yMMMEd", day, locale=_LOCALES[language], fuzzy=True)


def long_moment(at: datetime, zone: str, language: Language) -> str:
    """The date and the time to the second on the clock of `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{long_date(local.date(), language)} {local:%H:%M:%S}"


def long_time(length: timedelta, language: Language) -> str:
    """Hours, minutes and seconds; what is zero is left out, and a negative length has a minus."""
    seconds = round(abs(length).total_seconds())
    hours, rest = divmod(seconds, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [
        sentence(f"explain.{unit}", language, n=n)
        for unit, n in (("hours", hours), ("minutes", minutes), ("seconds", left))
        if n
    ] or [sentence("explain.seconds", language, n=0)]
    joined = sentence("explain.between_units", language).join(parts)
    return f"-{joined}" if length < timedelta(0) else joined
