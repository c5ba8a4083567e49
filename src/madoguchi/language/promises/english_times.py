"""How times are said in English, in lower case."""

from __future__ import annotations

import re
from datetime import time

from madoguchi.language.promises.deadlines import (
    EVENING,
    NOON,
    By,
    Day,
    Deadline,
    MonthDay,
    MonthEnd,
    Months,
    Today,
    Weekday,
    WeekEnd,
    Weekend,
    Within,
    WorkingDay,
)
from madoguchi.language.promises.grammar import longest, rule, words
from madoguchi.language.promises.numerals import upper

_DAYS = {
    **dict.fromkeys(("today", "tonight"), 0),
    **dict.fromkeys(("tomorrow", "tomorow", "tmrw", "tmr"), 1),
    **dict.fromkeys(("the day after tomorrow", "day after tomorrow", "overmorrow"), 2),
}
_WEEKS = {"this": 0, "next": 1}  # "this coming" and "coming": the next to come
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MORNING = ("morning", "noon", "midday", "lunchtime", "lunch", "first thing", "am")
_AFTERNOON = (
    *("afternoon", "arvo", "pm", "eod", "cob", "close of business", "close of play"),
    *("closing time", "closing", "close", "we close", "i clock off", "i leave"),
    *(
        "end of day",
        "end of the day",
        "end of business",
        "end of play",
        "end of my shift",
        "end of shift",
        "end of the shift",
    ),
    *("end of business day", "end of the business day", "end of the working day"),
)
_NIGHT = ("evening", "night", "midnight", "bedtime")
_PARTS = {
    **dict.fromkeys(_MORNING, NOON),
    **dict.fromkeys(_AFTERNOON, None),
    **dict.fromkeys(_NIGHT, EVENING),
}
_PAST_THE_HOUR = {"half past": 30, "quarter past": 15, "quarter to": -15}

_ANY_MONTH = "|".join(_MONTHS)
_DAY = (
    rf"(?<!\bfrom\s)(?<!\bsince\s)(?:(?P<named>{longest(_DAYS)})\b"
    r"|(?:(?P<week>this coming|this|next|coming)\s)?"
    r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?"
    r"|ur)?(?:day)?\b(?P<next>,?\s(?:of\s)?next\sweek\b)?"
    r"|(?:the\s)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?"
    rf"(?P<month>{_ANY_MONTH})[a-z]*\b"
    rf"|(?P<month2>{_ANY_MONTH})[a-z]*\.?\s(?:the\s)?(?P<day2>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?"
    r"(?:,?\s(?P<year>20\d\d))?\b"
    r"|(?<![\d/])(?P<month3>\d{1,2})/(?P<day3>\d{1,2})(?![\d/])"
    r"|the\s(?P<day4>\d{1,2})(?:st|nd|rd|th)\b)"
)
_PART = rf"(?P<part>{longest(_PARTS)})\b"
_HOUR = words("twelve eleven one two three four five six seven eight nine ten")
_NOT_COUNTED = (  # 3 is no hour in "3-5", "3 days", "3 of them", "by 3 June"
    r"(?!\s?(?:-|to|or)\s?\d|[\d%/]|\s?(?:st|nd|rd|th)\b|\s(?:of|more|x|business|working"
    r"|weekdays)\b"
    r"|\s?(?:minute|min|hour|hr|day|week|month|unit|piece|item|pair|box|other|email|photo)s?\b"
    rf"|\s(?:{_ANY_MONTH}))"
)
_SAID_AS_TIME = (
    r"(?:(?<=\bat\s)|(?<=\bby\s)|(?<=before\s)|(?<=around\s)|(?<=about\s)|(?<=than\s)"
    r"|(?=[\d:.]+\s?[ap]\.?m\b)|(?=\d{1,2}:\d\d)|(?=\w+\so'?clock)|(?=half\spast|quarter\s))"
)
_CLOCK = (
    rf"{_SAID_AS_TIME}(?:(?P<past>{longest(_PAST_THE_HOUR)})\s)?(?P<hour>\d{{1,2}}|{_HOUR})"
    rf"(?:[:.](?P<minute>\d\d))?(?:\s?(?P<half_day>[ap]\.?m\b\.?|o'?clock))?{_NOT_COUNTED}"
)
_GLUE = words(r"at_ by_ before_ in_the_ on_ around_ about_ ,_ - no_later_than_ _")
_GLUE = rf"(?:,?\s?{_GLUE}*)"


def _read_day(said: dict[str, str | None]) -> Day | None:
    if named := said["named"]:
        return Today(_DAYS[named])
    if weekday := said["weekday"]:
        week = 1 if said["next"] else _WEEKS.get(said["week"] or "")
        return Weekday(_WEEKDAYS.index(weekday), week)
    day = said["day"] or said["day2"] or said["day3"] or said["day4"]
    if day is None:
        return None
    name, number = said["month"] or said["month2"], said["month3"]
    month = _MONTHS.index(name) + 1 if name else int(number) if number else None
    if number and month is not None and month > 12:
        return MonthDay(month, int(day))  # 25/11, as outside America
    return MonthDay(int(day), month, int(said["year"]) if said["year"] else None)


def _read_clock(said: dict[str, str | None], part: str | None) -> time | None:
    past = _PAST_THE_HOUR[said["past"]] if said["past"] else 0
    minutes = int(upper(said["hour"] or "0")) * 60 + int(said["minute"] or 0) + past
    half_day = (said["half_day"] or "")[:1]
    afternoon = half_day == "p" or part in _AFTERNOON + _NIGHT or said.get("named") == "tonight"
    if afternoon and minutes < 12 * 60:
        minutes += 12 * 60
    if half_day == "a" and minutes >= 12 * 60:
        minutes -= 12 * 60
    return time(minutes // 60 % 24, minutes % 60) if 0 <= minutes <= 24 * 60 else None


def _read_point(match: re.Match[str]) -> Deadline | None:
    """A day with its part or hour: by 3pm tomorrow, Monday morning, EOD Friday."""
    said = match.groupdict()
    day = _read_day(said)
    part = said["part"] or said.get("part2")
    if said.get("hour") is None:
        evening = EVENING if said["named"] == "tonight" else None
        return By(day or Today(), _PARTS[part] if part else evening)
    return _read_hour(match, day, part)


def _read_hour(
    match: re.Match[str], day: Day | None = None, part: str | None = None
) -> Deadline | None:
    said = match.groupdict()
    at = _read_clock(said, part)
    if at is None:
        return None
    clear = (said["half_day"] or "")[:1] in {"a", "p"} or part is not None
    return By(day or Today(), at, vague=not clear and at.hour <= 12)


def _count(match: re.Match[str]) -> float:
    return upper(match["second"] or match["count"])


def _hours(match: re.Match[str]) -> Deadline:
    half = 0.5 if match["half"] or match["half2"] else 0
    return Within((_count(match) + half) * 60)


def _month(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"]) + 1


_NUMBER_WORD = words("""
    twenty-four forty-eight seventy-two forty-five eleven twelve fourteen fifteen twenty thirty
    sixty ninety
    one two three four five six seven eight nine ten
""")
_COUNT = (
    rf"(?P<count>(?<![\d.])\d{{1,3}}(?:\.\d)?(?!\d)|(?:a\s)?couple\sof|(?:a\s)?few|half\san?"
    rf"|{_NUMBER_WORD}|an|a)"
    rf"(?:\s?(?:-|to|or)\s?(?P<second>\d{{1,3}}(?!\d)|{_NUMBER_WORD}))?"
)
_IN = (
    r"\b(?:within|in|inside|in\sunder|after|over|for|(?:give|allow|bear\swith)\s(?:me"
    r"|us|it(?!.*\sto\s))(?:\sfor)?|give\s(?:them|him|her|the\s\w+)|wait|hold\son)"
    r"\s(?:the\s|another\s)?(?:next\s)?" + words("about_ around_ maximum_ at_most_ under_") + "?"
)
_ITS_TIME = r"(?:'s?\stime\b)?"
_END_OF = r"(?:(?:by\s)?(?:the\s)?(?:end\sof|late|later)\s)?"
_MONTH = rf"(?P<month>{_ANY_MONTH})[a-z]*\b"

TIMES = (
    rule(
        rf"\b(?:(?:{_CLOCK}|{_PART}){_GLUE})?{_DAY}(?:{_GLUE}(?P<part2>{longest(_PARTS)})\b)?",
        _read_point,
    ),
    rule(rf"\b{_DAY}(?:{_GLUE}{_PART})?{_GLUE}{_CLOCK}", _read_point),
    rule(
        rf"\b(?:this|(?:in|by|before|at)\sthe|by|before|at|end\sof)\s{_PART}",
        lambda m: By(Today(), _PARTS[m["part"]]),
    ),
    rule(
        r"\b(?:eod|cob|close of business|end of (?:the\s|business\s)?day)(?:\stoday)?\b",
        lambda _: By(Today()),
    ),
    rule(rf"\b(?:by|before|at|around|no later than)\s{_CLOCK}", _read_hour),
    rule(
        rf"{_IN}{_COUNT}(?P<half>\sand\sa\shalf)?\s?(?:hours?|hrs?|h)\b(?P<half2>\sand\sa\shalf\b)?"
        rf"{_ITS_TIME}",
        _hours,
    ),
    rule(rf"{_IN}(?:a\s)?quarter\sof\san\shour\b", lambda _: Within(15)),
    rule(rf"{_IN}(?:the\s)?(?:next\s)?hour\b", lambda _: Within(60)),
    rule(rf"(?!in\sa\smin){_IN}{_COUNT}\s?(?:minutes?|mins?)\b", lambda m: Within(_count(m))),
    rule(
        rf"(?:{_IN})?{_COUNT}\s(?:business|working|work|week)[\s-]?days?\b",
        lambda m: By(WorkingDay(int(_count(m)))),
    ),
    rule(r"\b(?:the\s)?next\s(?:business|working)\sday\b", lambda _: By(WorkingDay(1))),
    rule(rf"{_IN}{_COUNT}\s?days?\b{_ITS_TIME}", lambda m: By(Today(int(_count(m))))),
    rule(
        rf"{_IN}{_COUNT}\s?(?:weeks?|wks?)\b{_ITS_TIME}",
        lambda m: By(Today(7 * int(_count(m)))),
    ),
    rule(r"\bwithin\sthe\snext\sweek\b", lambda _: By(Today(7))),
    rule(r"\bthe\sweek\safter\snext\b", lambda _: By(WeekEnd(2))),
    rule(
        rf"\b{_COUNT}\s?(?P<unit>days?|weeks?)\s(?:from\s(?:now|today)|later)\b",
        lambda m: By(Today(int(_count(m)) * (7 if m["unit"].startswith("week") else 1))),
    ),
    rule(r"\bfirst\sthing(?:\sin\sthe\smorning)?\b", lambda _: By(Today(1), NOON)),
    rule(r"\bbefore\s(?:the\s)?day(?:'s|\sis)\s(?:out|over|done)\b", lambda _: By(Today())),
    rule(r"\b(?:right\s|straight\s)?after\slunch\b", lambda _: By(Today())),
    rule(rf"{_IN}{_COUNT}\smonths?\b", lambda m: By(Months(int(_count(m))))),
    rule(rf"\b{_END_OF}(?:this|the)\sweek\b(?!\s?end)", lambda _: By(WeekEnd())),
    rule(rf"\b(?:early\s|sometime\s)?{_END_OF}next\sweek\b", lambda _: By(WeekEnd(1))),
    rule(rf"{_IN}(?:a\s)?fortnight\b", lambda _: By(Today(14))),
    rule(r"\b(?:in|over)\sthe\s(?:coming|next)\sdays\b", lambda _: By(Today(3))),
    rule(r"\b(?:by|before|ahead\sof)\sthe\s?weekend\b", lambda _: By(WeekEnd())),
    rule(r"\b(?:this|the)\s?weekend\b", lambda _: By(Weekend())),
    rule(
        rf"\b{_END_OF}(?:this|the)\smonth(?:'s end)?\b|\bmonth[- ]end\b",
        lambda _: By(MonthEnd()),
    ),
    rule(rf"\b{_END_OF}next\smonth\b", lambda _: By(MonthEnd(1))),
    rule(rf"\b(?:the\s)?(?:end\sof|late)\s{_MONTH}", lambda m: By(MonthEnd(month=_month(m)))),
    rule(rf"\bearly\s{_MONTH}", lambda m: By(MonthDay(10, _month(m)))),
    rule(rf"\bmid[-\s]{_MONTH}", lambda m: By(MonthDay(20, _month(m)))),
    rule(
        r"\b(?:the\s)?end\sof\s(?:the|this)\syear\b|\byear[- ]end\b",
        lambda _: By(MonthEnd(month=12)),
    ),
)
