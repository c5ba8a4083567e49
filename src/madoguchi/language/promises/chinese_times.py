"""How times are said in Chinese, Mandarin and Cantonese, in Simplified characters."""

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

_DAYS = {
    **dict.fromkeys(("今天", "今日", "今儿个", "今儿", "本日", "当天", "当日", "今"), 0),
    **dict.fromkeys(("明天", "明日", "明儿个", "明儿", "听日", "隔天", "次日", "明", "听"), 1),
    **dict.fromkeys(("后天", "后日", "后儿"), 2),
    **dict.fromkeys(("大后天", "大后日"), 3),
}
_ONLY_BEFORE_A_PART = {"今", "明", "听"}  # 今晚, 明早, 听朝
_WEEKS = {"本": 0, "这": 0, "这个": 0, "今个": 0, "下": 1, "下个": 1, "下下": 2, "下下个": 2}
_WEEKDAYS = "一二三四五六日"

_MORNING = ("早上", "上午", "一早", "大早", "早晨", "清早", "午前", "朝早", "早", "朝", "晨")
_MIDDAY = ("中午", "正午", "晌午", "午休", "午饭")
_AFTERNOON = ("下午", "午后", "傍晚", "下班", "放工", "收工", "打烊", "天黑", "晏昼", "下昼")
_NIGHT = ("晚上", "晚间", "夜里", "夜间", "睡", "夜晚", "晚")
_PARTS = {
    **dict.fromkeys((*_MORNING, *_MIDDAY), NOON),
    **dict.fromkeys(_AFTERNOON, None),
    **dict.fromkeys(_NIGHT, EVENING),
}
_MINUTES = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}

_NAMED = (
    rf"(?P<named>{longest(_DAYS.keys() - _ONLY_BEFORE_A_PART)}"
    rf"|[{''.join(sorted(_ONLY_BEFORE_A_PART))}](?=[早晚晨朝](?!点)))"
)
_WEEKDAY = (
    rf"(?<!上)(?<!上个)(?P<week>{longest(_WEEKS)})?(?:周|星期|礼拜|拜)"
    r"(?P<weekday>[一二三四五六日天])(?![个年间])"
)
_DATE = (
    r"(?:(?P<year>20\d\d)年)?"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?"
    r"|(?<![\d/])(?P<month2>\d{1,2})/(?P<day2>\d{1,2})(?![\d/])"
    r"|(?<!\d)(?<!上个月)(?<!上月)(?P<day3>\d{1,2}"
    r"|(?<![一-鿿])[一二三四五六七八九十]{1,3}(?=号[之以]?(?:前|上午|中午|下午|晚上"
    r"|[给为帮就会我])))[号日](?![之以]?内)(?![线店仓码楼元门机])"
)
_PART = rf"(?<!提前)(?<![最稍])(?P<part>{longest(_PARTS)})(?![点些了一])"
_CLOCK = (
    rf"(?P<hour>{NUMBER})"
    rf"(?:[点时](?![候间常差尚])钟?(?P<minute>{longest(_MINUTES)}|{NUMBER}(?=分))?分?"
    r"|:(?P<minute2>\d\d))"
)
_BOUND = "(?P<bound>之前|以前|前|之内|以内|内|为止)?"


def _read_day(said: dict[str, str | None]) -> Day | None:
    if named := said["named"]:
        return Today(_DAYS[named])
    if weekday := said["weekday"]:
        week = said["week"]
        index = _WEEKDAYS.index(weekday.replace("天", "日"))
        return Weekday(index, _WEEKS[week] if week else None)
    day = said["day"] or said["day2"] or said["day3"]
    if day is None:
        return None
    month, year = said["month"] or said["month2"], said["year"]
    return MonthDay(
        int(upper(day)), int(upper(month)) if month else None, int(year) if year else None
    )


def _read_clock(said: dict[str, str | None]) -> time | None:
    minutes = said["minute"] or said["minute2"] or "0"
    minute = _MINUTES[minutes] if minutes in _MINUTES else int(upper(minutes))
    hour = int(upper(said["hour"] or "0"))
    part = said["part"]
    if hour < 12 and (part in _AFTERNOON + _NIGHT or (part in _MIDDAY and hour < 10)):
        hour += 12
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


def _read_point(match: re.Match[str]) -> Deadline | None:
    """A day, a part of it, an hour, or several of them: 下周三下午三点前."""
    said = match.groupdict()
    day, part = _read_day(said), said["part"]
    if said["hour"] is None:
        if day is None and part is None:
            return None
        return By(day or Today(), _PARTS[part] if part else None)
    if day is None and part is None and said["bound"] is None and said["minute2"] is None:
        return None  # 三点 may be three points
    at = _read_clock(said)
    if at is None:
        return None
    return By(day or Today(), at, vague=part is None and at.hour <= 12)


def _month(match: re.Match[str]) -> int:
    return int(upper(match["month"]))


_AGO = r"[之以]?前[^,]*[了过]"
_FROM_NOW = words("之内 以内 内 之后 以后 后 左右 (?:之前|前)(?![^,]*[了过])")
_HEDGE = words("最迟 最晚 最多 最快 大概 大约 预计 再 过")
_COUNT = rf"(?P<count>{RANGE})"
_WEEK = rf"(?P<week>{longest(_WEEKS)})"
_MONTH = rf"(?P<month>{NUMBER})月"
_BY = r"(?:之前|以前|前)?"

TIMES = (
    rule(
        rf"(?=\S)(?:(?:{_NAMED}|{_WEEKDAY}|{_DATE})(?:的(?=.{{0,2}}(?:午|早|晚"
        rf"|[\d一二三四五六七八九十]+[点时:])))?)?(?:{_PART})?(?:{_CLOCK})?{_BOUND}(?<=.)",
        _read_point,
    ),
    rule(rf"{_COUNT}个?(?P<half>半)?(?:小时|钟头|钟)(?!{_AGO}){_FROM_NOW}?", hours_of),
    rule(rf"{_COUNT}刻钟{_FROM_NOW}?", lambda m: Within(15 * upper(m["count"]))),
    rule(rf"半个?(?:小时|钟头|钟){_FROM_NOW}?", lambda _: Within(30)),
    rule(rf"{_COUNT}分钟?(?:{_FROM_NOW}|(?=就|给))", lambda m: Within(upper(m["count"]))),
    rule(rf"(?<=[给等]我){_COUNT}分钟?", lambda m: Within(upper(m["count"]))),
    rule(rf"半天{_FROM_NOW}", lambda _: Within(240)),
    rule(rf"{_COUNT}个?(?:工作|营业)[日天]{_FROM_NOW}?", lambda m: By(WorkingDay(count_of(m)))),
    rule(rf"{_COUNT}[天日]{_FROM_NOW}", lambda m: By(Today(count_of(m)))),
    rule(rf"{_HEDGE}{_COUNT}天", lambda m: By(Today(count_of(m)))),
    rule(r"(?:这|过)两天(?:内|之内|以内|里)?", lambda _: By(Today(2))),
    rule(rf"[几数]天{_FROM_NOW}|(?:这|过)几天(?:内|之内|以内|里)?", lambda _: By(Today(3))),
    rule(rf"{_COUNT}个?(?:周|星期|礼拜){_FROM_NOW}", lambda m: By(Today(7 * count_of(m)))),
    rule(
        rf"(?:(?<=[给容]我)|(?<=[给容]我们)){_COUNT}(?P<unit>天|周|个星期|个礼拜)(?:的?时间)?",
        lambda m: By(Today(count_of(m) * (1 if m["unit"] == "天" else 7))),
    ),
    rule(rf"{_COUNT}个月{_FROM_NOW}", lambda m: By(Months(count_of(m)))),
    rule(
        rf"{_WEEK}(?:周|星期|礼拜)(?![一二三四五六日天末初])(?:之内|以内|内|里)?{_BY}",
        lambda m: By(WeekEnd(_WEEKS[m["week"]])),
    ),
    rule(rf"(?:下|下个)(?:周|星期|礼拜)初{_BY}", lambda _: By(Weekday(0, 1))),
    rule(
        rf"{_WEEK}?周末{_BY}",
        lambda m: By(Weekend(_WEEKS[m["week"]] if m["week"] else 0)),
    ),
    rule(rf"(?:本|这个?|当)?月(?:底|末|内|尾){_BY}", lambda _: By(MonthEnd())),
    rule(r"(?:本|这个)月(?![\d底末内中初上下尾])", lambda _: By(MonthEnd())),
    rule(rf"下个?月(?:底|末|内|尾)?{_BY}(?![\d初中上下])", lambda _: By(MonthEnd(1))),
    rule(rf"{_MONTH}(?:底|末|下旬){_BY}", lambda m: By(MonthEnd(month=_month(m)))),
    rule(rf"{_MONTH}(?:初|上旬){_BY}", lambda m: By(MonthDay(10, _month(m)))),
    rule(rf"{_MONTH}中旬?{_BY}", lambda m: By(MonthDay(20, _month(m)))),
    rule(rf"年(?:底|前|内){_BY}", lambda _: By(MonthEnd(month=12))),
)
