"""How times are said in Korean."""

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
from madoguchi.language.promises.grammar import count_of, hours_of, longest, rule, words
from madoguchi.language.promises.numerals import upper

_DAYS = {
    **dict.fromkeys(("오늘", "금일", "당일"), 0),
    **dict.fromkeys(("내일", "명일", "익일", "다음 날", "낼"), 1),
    **dict.fromkeys(("모레", "내일 모레", "낼모레"), 2),
    "글피": 3,
}
_DAYS_BY_NAME = {
    **{
        "하루": 1,
        "이틀": 2,
        "하루 이틀": 2,
        "사흘": 3,
        "이삼일": 3,
        "나흘": 4,
        "닷새": 5,
        "엿새": 6,
    },
    **{"며칠": 3, "일주일": 7, "한 주": 7, "열흘": 10, "이주일": 14, "보름": 15},
}
_WEEKS = {"이번": 0, "금": 0, "다음": 1, "담": 1, "차": 1, "다다음": 2}
_WEEKDAYS = "월화수목금토일"

_MORNING = ("오전", "아침", "새벽", "점심 전")
_MIDDAY = ("정오", "점심때", "점심", "한낮", "낮")
_AFTERNOON = (
    "오후",
    "퇴근",
    "마감",
    "업무 시간",
    "영업 시간",
    "영업 종료",
    "업무 종료",
    "업무 마감",
    "영업 마감",
)
_NIGHT = ("저녁", "밤", "자정")
_PARTS = {
    **dict.fromkeys((*_MORNING, *_MIDDAY), NOON),
    **dict.fromkeys(_AFTERNOON, None),
    **dict.fromkeys(_NIGHT, EVENING),
}
_NATIVE = words("열두 열한 열 한두 두세 서너 두어 한 두 세 네 다섯 여섯 일곱 여덟 아홉")

_NAMED = rf"(?P<named>(?<![가-힣])(?:{longest(_DAYS)}))"
_WEEKDAY = (
    rf"(?<!지난주\s)(?<!지난\s주\s)(?:(?P<week>{longest(_WEEKS)})\s?주\s?)?"
    rf"(?P<weekday>[{_WEEKDAYS}])요일"
)
_DATE = (
    r"(?:(?P<year>20\d\d)년\s?)?(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일"
    r"|(?<![\d/])(?P<month2>\d{1,2})/(?P<day2>\d{1,2})(?![\d/])"
    r"|(?<![\d~-])(?P<day3>\d{1,2})일(?=까지|날|에|\s?(?:오전|오후|저녁|낮|\())"
)
_PART = rf"(?P<part>{longest(_PARTS)})"
_CLOCK = (
    rf"(?P<hour>\d{{1,2}}|{_NATIVE})\s?"
    r"(?:시(?![간기점일즌])\s?(?P<minute>반|\d{1,2}(?=\s?분))?\s?분?|:(?P<minute2>\d\d))"
)
_BY = r"(?:\s?(?:이전|전|중|안|내|이내|쯤|경))?(?:\s?(?:까지는?|으로는?|로는?|에는?))?"


def _read_day(said: dict[str, str | None]) -> Day | None:
    if named := said["named"]:
        return Today(_DAYS[_spaced(named, _DAYS)])
    if weekday := said["weekday"]:
        week = said["week"]
        return Weekday(_WEEKDAYS.index(weekday), _WEEKS[week] if week else None)
    day = said["day"] or said["day2"] or said["day3"]
    if day is None:
        return None
    month, year = said["month"] or said["month2"], said["year"]
    return MonthDay(int(day), int(month) if month else None, int(year) if year else None)


def _spaced(said: str, names: dict[str, int]) -> str:
    """Give a name as its table writes it: blanks are often left out (내일모레)."""
    return said if said in names else next(n for n in names if n.replace(" ", "") == said)


def _read_clock(said: dict[str, str | None], part: str | None) -> time | None:
    hour = int(upper(said["hour"] or "0"))
    minutes = said["minute"] or said["minute2"]
    minute = 30 if minutes == "반" else int(minutes) if minutes else 0
    if hour < 12 and (part in _AFTERNOON + _NIGHT or (part in _MIDDAY and hour < 6)):
        hour += 12
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


def _read_point(match: re.Match[str]) -> Deadline | None:
    """A day, a part of it, an hour, or several of them: 다음 주 수요일 오후 3시까지."""
    said = match.groupdict()
    day = _read_day(said)
    part = said["part"] and next(p for p in _PARTS if p.replace(" ", "") == _closed(said["part"]))
    if said["hour"] is None:
        if day is None and part is None:
            return None
        return By(day or Today(), _PARTS[part] if part else None)
    at = _read_clock(said, part)
    return None if at is None else By(day or Today(), at, vague=part is None and at.hour <= 12)


def _closed(said: str) -> str:
    return said.replace(" ", "")


def _named(match: re.Match[str]) -> int:
    return _DAYS_BY_NAME[_spaced(match["name"], _DAYS_BY_NAME)]


def _month(match: re.Match[str]) -> int:
    return int(match["month"])


_NUMBER = r"(?<![\d.])\d{1,3}(?:\.\d)?(?:\s?[-~,]\s?\d{1,3})?(?!\d)"
_COUNT = rf"(?P<count>{_NUMBER}|{_NATIVE})"
_NAME = rf"(?P<name>{longest(_DAYS_BY_NAME)})"
_WEEK = rf"(?P<week>{longest(_WEEKS)})"
_MONTH = r"(?P<month>\d{1,2})월"
_FROM_NOW = (
    r"\s?(?:이내|내|안|후|뒤|정도|쯤|만에|만(?=\s?(?:더\s?)?(?:주|기다|시간|말미|여유))"
    r"|중|까지)(?:에|으로|로)?"
)
_WORKING = r"(?:영업일|평일|근무일|업무일)\s?(?:기준)?(?:으?로)?\s?"

TIMES = (
    rule(
        rf"(?=\S)(?:(?:{_NAMED}|{_WEEKDAY}|{_DATE})(?:\s?\([^)]*\))?\s?)?"
        rf"{_PART}?\s?(?:{_CLOCK})?{_BY}(?<=\S)",
        _read_point,
    ),
    rule(rf"(?<!시간\s)(?<![\d가-힣])반\s?시간{_FROM_NOW}", lambda _: Within(30)),
    rule(rf"{_COUNT}\s?시간(?P<half>\s?반)?{_FROM_NOW}", hours_of),
    rule(
        rf"(?<![시\d])(?<!시\s)(?P<count>{_NUMBER})\s?분{_FROM_NOW}",
        lambda m: Within(upper(m["count"])),
    ),
    rule(rf"(?:반나절|한나절){_FROM_NOW}", lambda _: Within(240)),
    rule(rf"{_COUNT}\s?영업일", lambda m: By(WorkingDay(count_of(m)))),
    rule(rf"{_WORKING}{_COUNT}\s?일", lambda m: By(WorkingDay(count_of(m)))),
    rule(rf"{_WORKING}{_NAME}", lambda m: By(WorkingDay(_named(m)))),
    rule(
        r"(?:영업|업무|근무|장사)(?:이|을)?\s?(?:끝나기|끝내기|마치기|종료되기)\s?전(?:에|까지)?",
        lambda _: By(Today()),
    ),
    rule(r"(?:다음|익)\s?영업일", lambda _: By(WorkingDay(1))),
    rule(rf"(?<![\d월~-]){_COUNT}\s?일{_FROM_NOW}", lambda m: By(Today(count_of(m)))),
    rule(rf"{_NAME}{_FROM_NOW}", lambda m: By(Today(_named(m)))),
    rule(rf"{_COUNT}\s?주일?{_FROM_NOW}", lambda m: By(Today(7 * count_of(m)))),
    rule(rf"{_COUNT}\s?(?:개월|달){_FROM_NOW}", lambda m: By(Months(count_of(m)))),
    rule(
        rf"{_WEEK}\s?주(?!\s?[{_WEEKDAYS}]요일|[말문의차소인셨시신])"
        r"(?:\s?[중내안초])?(?:\s?(?:까지|으로|로|에))?",
        lambda m: By(WeekEnd(_WEEKS[m["week"]])),
    ),
    rule(
        rf"(?:{_WEEK}\s?)?주말(?:까지|에|\s?중)?",
        lambda m: By(Weekend(_WEEKS[m["week"]] if m["week"] else 0)),
    ),
    rule(
        r"(?:이번\s?달|이달|금월|당월)(?:\s?(?:말일|[말중안내]))?(?:까지|에|으로|로)?"
        r"|(?<!\d)(?<!\d\s)(?:월말|말일)(?:까지|에)?",
        lambda _: By(MonthEnd()),
    ),
    rule(
        r"(?:다음\s?달|내달|익월)(?:\s?[말중안])?(?:까지|에|으로)?(?!\s?\d|\s?초)",
        lambda _: By(MonthEnd(1)),
    ),
    rule(
        rf"{_MONTH}\s?(?:말|하순|중(?!순)|안|내)(?:까지|에|으로)?",
        lambda m: By(MonthEnd(month=_month(m))),
    ),
    rule(rf"{_MONTH}\s?(?:초순|초)(?:까지|에)?", lambda m: By(MonthDay(10, _month(m)))),
    rule(rf"{_MONTH}\s?중순(?:까지|에)?", lambda m: By(MonthDay(20, _month(m)))),
    rule(r"(?:연말|올해\s?[안내중])(?:까지|에|으로)?", lambda _: By(MonthEnd(month=12))),
)
