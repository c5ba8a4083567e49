"""How times are said in Japanese."""

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
from madoguchi.language.promises.numerals import NUMBER, RANGE, upper

DAYS = {
    **dict.fromkeys(("本日", "今日", "きょう", "当日"), 0),
    **dict.fromkeys(("明日", "あした", "あす", "翌日"), 1),
    **dict.fromkeys(("明後日", "あさって", "翌々日"), 2),
    **dict.fromkeys(("明々後日", "しあさって"), 3),
}
_DAYS_WITH_PART = {
    "明朝": (1, NOON),
    "翌朝": (1, NOON),
    "今晩": (0, EVENING),
    "今夜": (0, EVENING),
    "今夕": (0, None),
    "明晩": (1, EVENING),
}
WEEKS = {"今週": 0, "来週": 1, "翌週": 1, "再来週": 2}
_WEEKDAYS = "月火水木金土日"

_MORNING = ("午前中", "午前", "朝一番", "朝いち", "朝一", "朝", "お昼前", "昼前", "正午")
_MIDDAY = ("お昼", "昼")
_AFTERNOON = (
    *("午後一番", "午後", "昼過ぎ", "お昼過ぎ", "夕方", "夕刻", "終業", "閉店", "定時"),
    *("営業時間内", "業務時間内", "就業時間内", "営業終了", "業務終了"),
)
_NIGHT = ("夜", "晩")
_PARTS = {
    **dict.fromkeys((*_MORNING, *_MIDDAY), NOON),
    **dict.fromkeys(_AFTERNOON, None),
    **dict.fromkeys(_NIGHT, EVENING),
}

_NAMED = rf"(?P<named>{longest(DAYS)})|(?P<with_part>{longest(_DAYS_WITH_PART)})"
_WEEKDAY = (
    rf"(?<!先週)(?<!先週の)(?:(?P<week>{longest(WEEKS)})の?)?(?P<weekday>[月火水木金土日])曜日?"
)
_DATE = (
    r"(?:(?P<year>20\d\d)年)?"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日"
    r"|(?<![\d/])(?P<month2>\d{1,2})/(?P<day2>\d{1,2})(?![\d/])"
    r"|(?<![\d月、~-])(?P<day3>\d{1,2})日(?=の|まで|中に|に|\(|、|[月火水木金土日]曜|午)"
)
_PART = rf"(?:(?P<part>{longest(_PARTS)})(?![礼刊食]|いたし|します|致し))"
_CLOCK = (
    rf"(?P<hour>{NUMBER})"
    rf"(?:時(?![間点期刻代給])(?P<minute>半|{NUMBER}(?=分))?分?|:(?P<minute2>\d\d))"
)
_BY = "(?:まで|迄)?に?"


def _read_day(said: dict[str, str | None]) -> Day | None:
    if named := said["named"]:
        return Today(DAYS[named])
    if with_part := said["with_part"]:
        return Today(_DAYS_WITH_PART[with_part][0])
    if weekday := said["weekday"]:
        week = said["week"]
        return Weekday(_WEEKDAYS.index(weekday), WEEKS[week] if week else None)
    day = said["day"] or said["day2"] or said["day3"]
    if day is None:
        return None
    month, year = said["month"] or said["month2"], said["year"]
    return MonthDay(
        int(upper(day)), int(upper(month)) if month else None, int(year) if year else None
    )


def _read_clock(said: dict[str, str | None]) -> time | None:
    hour = int(upper(said["hour"] or "0"))
    minutes = said["minute"] or said["minute2"]
    minute = 30 if minutes == "半" else int(upper(minutes)) if minutes else 0
    late = said["part"] in _AFTERNOON + _NIGHT or said["with_part"] in {"今晩", "今夜", "明晩"}
    if late and hour < 12:
        hour += 12
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


def _read_point(match: re.Match[str]) -> Deadline | None:
    """A day, a part of it, an hour, or several of them: 来週水曜の午後3時まで."""
    said = match.groupdict()
    day, part, with_part = _read_day(said), said["part"], said["with_part"]
    if said["hour"] is None:
        if day is None and part is None:
            return None
        at = _PARTS[part] if part else _DAYS_WITH_PART[with_part][1] if with_part else None
        return By(day or Today(), at)
    at = _read_clock(said)
    if at is None:
        return None
    return By(day or Today(), at, vague=part is None and with_part is None and at.hour <= 12)


def _month(match: re.Match[str]) -> int:
    return int(upper(match["month"]))


_COUNT = rf"(?P<count>{RANGE})"
_MONTH = rf"(?P<month>{NUMBER})月"
_FROM_NOW = words("""
    以内 後 ほど 程度 くらい ぐらい 前後 中に 内に で(?![すごお]) を目途 を目処 を目安
    お待ち いただ 頂 (?=(?:だけ|ほど)?の?(?:お?時間を?)?(?:くだ|下さ))
""")

TIMES = (
    rule(
        rf"(?=\S)(?:(?:{_NAMED}|{_WEEKDAY}|{_DATE})(?:\([^)]*\))?中?(?:の|、)?)?"
        rf"{_PART}?の?(?:{_CLOCK})?(?:中|のうち|頃|ごろ|過ぎ|前)?{_BY}(?<=.)",
        _read_point,
    ),
    rule(rf"{_COUNT}時間(?P<half>半)?{_FROM_NOW}", hours_of),
    rule(rf"(?<![時\d]){_COUNT}分{_FROM_NOW}", lambda m: Within(upper(m["count"]))),
    rule(rf"半日{_FROM_NOW}", lambda _: Within(240)),
    rule(rf"{_COUNT}営業日", lambda m: By(WorkingDay(count_of(m)))),
    rule("翌営業日", lambda _: By(WorkingDay(1))),
    rule(rf"{_COUNT}日間?{_FROM_NOW}", lambda m: By(Today(count_of(m)))),
    rule(rf"数日{_FROM_NOW}", lambda _: By(Today(3))),
    rule(rf"{_COUNT}週間{_FROM_NOW}", lambda m: By(Today(7 * count_of(m)))),
    rule(rf"{_COUNT}[かカヵヶケ箇]月{_FROM_NOW}", lambda m: By(Months(count_of(m)))),
    rule(
        rf"(?P<week>{longest(WEEKS)})(?:中|内|いっぱい|一杯)?{_BY}"
        r"(?!末|の?[月火水木金土日]曜|明け|初|頭|始)",
        lambda m: By(WeekEnd(WEEKS[m["week"]])),
    ),
    rule(
        rf"(?:来週の?(?:初め|頭|始め|早々|明け)|週明け)早々?{_BY}|週明け{_BY}",
        lambda _: By(Weekday(0, 1)),
    ),
    rule(rf"今?週末{_BY}", lambda _: By(Weekend())),
    rule(
        rf"(?:今月末|今月中|今月いっぱい|今月内|(?<![来\d再])月末|月内)中?{_BY}",
        lambda _: By(MonthEnd()),
    ),
    rule(rf"来月(?:末|中|いっぱい)?{_BY}(?!\d|上|中旬|下|初)", lambda _: By(MonthEnd(1))),
    rule(
        rf"{_MONTH}(?:末|中(?!旬)|下旬|いっぱい){_BY}",
        lambda m: By(MonthEnd(month=_month(m))),
    ),
    rule(rf"{_MONTH}(?:上旬|初旬|初め){_BY}", lambda m: By(MonthDay(10, _month(m)))),
    rule(rf"{_MONTH}中旬{_BY}", lambda m: By(MonthDay(20, _month(m)))),
    rule(rf"(?:年内|年末|今年中){_BY}", lambda _: By(MonthEnd(month=12))),
)
