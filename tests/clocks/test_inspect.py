"""`madoguchi inspect due`, as an operator runs it, and why a clock is due when it is."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.clocks.contracts import Calendar, Why
from madoguchi.clocks.rules import clock as clocks
from madoguchi.clocks.rules.explain import explain_due, explain_elapsed, in_words, why_due
from madoguchi.clocks.rules.freezing import freeze
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.rules.working_time import working_time
from madoguchi.language.catalogue import LOCALES
from tests.clocks.calendars import calendars, moments

DATA = Path(__file__).parent / "data"
OFFICE = {
    "zone": "Asia/Shanghai",
    "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["CN"],
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def inspect(
    calendars: Path, lines: bytes, *options: str
) -> tuple[int, list[dict[str, object]], str]:
    command = [sys.executable, "-m", "madoguchi.cli", "inspect", "due", "--calendars", calendars]
    done = subprocess.run([*command, *options], input=lines, capture_output=True, check=False)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done.returncode, answers, done.stderr.decode()


def test_every_line_is_answered_in_order() -> None:
    lines = (DATA / "oracle_cases.jsonl").read_bytes()
    code, answers, said = inspect(DATA / "calendars.json", lines)
    expected = [
        {"due": case["expected"]}
        if case["fn"] == "due"
        else {"elapsed_seconds": case["expected_seconds"]}
        for case in map(json.loads, lines.splitlines())
    ]
    assert (code, said) == (0, "")
    assert answers == expected


def test_a_broken_line_is_told_by_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "calendars.json"
    file.write_text(json.dumps({"office": OFFICE, "broken": OFFICE | {"zone": "Asia/Tokio"}}))
    good = {"cal": "office", "fn": "due", "start": "2026-03-02T01:00:00Z", "minutes": 60}
    late = {"cal": "office", "fn": "elapsed", "start": "2026-03-02T01:00:00.25Z"}
    lines = [
        json.dumps(good),
        "",
        "{not json",
        json.dumps(good | {"cal": "broken"}),
        json.dumps(good | {"cal": "nowhere"}),
        json.dumps(good | {"start": "2026-03-02T01:00:00"}),
        json.dumps(good | {"start": "tomorrow"}),
        json.dumps(good | {"minutes": 0}),
        json.dumps(good | {"minutes": -5}),
        json.dumps(good | {"minutes": 1e300}),
        json.dumps(good | {"fn": "guess"}),
        json.dumps(late),
        json.dumps(late | {"end": "2026-03-02T01:00:01Z"}),
        "[" * 100_000,
        "\udcff",
    ]
    raw = "\n".join(lines).encode("utf-8", "surrogateescape")
    code, answers, _ = inspect(file, raw)
    assert code == 1
    assert [answer.get("line") for answer in answers] == [
        *(None, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, None, 14, 15)
    ]
    assert answers[0] == {"due": "2026-03-02T02:00:00Z"}
    assert answers[11] == {"elapsed_seconds": 0.75}
    assert "Asia/Tokyo" in str(answers[2]["error"])
    assert "broken, office" in str(answers[3]["error"])


def test_a_night_shift_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "calendars.json"
    file.write_text(json.dumps({"night": {"tz": "Asia/Seoul", "weekly": {"fri": ["20:00-02:00"]}}}))
    line = b'{"cal":"night","fn":"due","start":"2026-03-06T12:00:00Z","minutes":300}\n'
    code, answers, said = inspect(file, line * 2)
    assert (code, answers) == (0, [{"due": "2026-03-06T17:00:00Z"}] * 2)
    assert said.count("20:00-02:00 on Friday") == 1


@pytest.mark.parametrize("content", [None, b"", b"[1]", b"{"])
def test_without_calendars_nothing_is_answered(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "calendars.json"
    if content is not None:
        file.write_bytes(content)
    code, answers, said = inspect(file, b"{}")
    assert (code, answers) == (2, [])
    assert str(file) in said


def test_words_are_in_the_locale_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "calendars.json"
    closed = {"first": "2026-10-01", "last": "2026-10-07", "note": "国慶節"}
    file.write_text(json.dumps({"office": OFFICE | {"closures": [closed]}}))
    line = b'{"cal":"office","fn":"due","start":"2026-09-30T10:05:00Z","minutes":60}'
    _, answers, _ = inspect(file, line, "--explain", "--locale", "ja")
    assert answers[0]["explain"] == [
        "2026年9月30日(水) 18:05:00 に計測を開始しました（タイムゾーン Asia/Shanghai）。",
        "営業時間外のため、営業が始まる 2026年10月8日(木) 09:00:00 から数えます。",
        "2026年9月30日(水)：通常営業 09:00-18:00、0秒を算入しました。",
        "2026年10月1日(木)～2026年10月7日(水)：臨時休業「国慶節」のため、算入しません。",
        "2026年10月8日(木)：通常営業 09:00-18:00、1時間を算入しました。",
        "期限は 2026年10月8日(木) 10:00:00 です。この時点で営業時間の合計が1時間になります。",
    ]


def test_an_explanation_is_data_first() -> None:
    hours = working_time(read_calendar(OFFICE))
    told = explain_due(hours, at("2026-10-09T09:00+08:00"), timedelta(hours=18))
    assert [(run.first, run.last, run.why, run.worked) for run in told.runs] == [
        (date(2026, 10, 9), date(2026, 10, 9), Why.WEEKLY, timedelta(hours=9)),
        (date(2026, 10, 10), date(2026, 10, 10), Why.MAKE_UP_DAY, timedelta(hours=9)),
    ]
    assert told.end == at("2026-10-10T18:00+08:00")
    assert told.at_closing
    assert told.began is None
    assert told.provisional == ()


def test_an_explanation_says_what_is_provisional_and_when_clocks_change() -> None:
    hours = working_time(read_calendar(OFFICE | {"zone": "Europe/Paris"}))
    told = explain_elapsed(hours, at("2028-03-20T00:00Z"), at("2028-04-20T00:00Z"))
    assert told.provisional == (2028,)
    assert told.shifted == ((date(2028, 3, 26), timedelta(hours=1)),)
    words = in_words(told, "en")
    assert "On Sun, 26 Mar 2028 the local clocks went forward by 1 h" in " ".join(words)
    assert "2028 are not announced yet" in " ".join(words)


def test_a_span_of_years_is_told_by_its_totals() -> None:
    hours = working_time(read_calendar(OFFICE))
    told = explain_elapsed(hours, at("2020-01-01T00:00Z"), at("2026-01-01T00:00Z"))
    assert told.runs == ()
    assert told.worked == hours.elapsed(told.start, told.end)


def test_a_live_clock_says_why() -> None:
    calendar = freeze(read_calendar(OFFICE), 2026, 2026)
    clock = clocks.start(calendar, at("2026-03-02T16:00+08:00"), timedelta(hours=4))
    assert why_due(clock, "en") == in_words(
        explain_due(working_time(calendar), clock.started_at, timedelta(hours=4)), "en"
    )
    clock = clocks.pause(clock, at("2026-03-02T17:00+08:00"), "waiting for the customer")
    assert why_due(clock, "en") == [
        "1 h was used before; 3 h is left.",
        "Paused since Mon, 2 Mar 2026 17:00:00: waiting for the customer.",
    ]
    clock = clocks.resume(clock, at("2026-03-03T10:00+08:00"), "the customer answered")
    assert why_due(clock, "en")[-1] == (
        "Due Tue, 3 Mar 2026 13:00:00, when 3 h of working time has passed."
    )
    promise = clocks.start_until(
        calendar, at("2026-03-02T16:00+08:00"), at("2026-03-02T21:00+08:00")
    )
    assert why_due(promise, "en") == [
        "Mon, 2 Mar 2026 21:00:00 was promised (Asia/Shanghai), whatever the hours."
    ]
    for locale in LOCALES:
        for each in (clock, promise, clocks.stop(clock, at("2026-03-03T11:00+08:00"), "answered")):
            assert all(why_due(each, locale))


@settings(max_examples=60)
@given(
    calendars(),
    moments,
    st.timedeltas(timedelta(seconds=1), timedelta(hours=200)),
    st.sampled_from(LOCALES),
)
def test_the_parts_of_an_explanation_add_up(
    calendar: Calendar, start: datetime, working: timedelta, locale: str
) -> None:
    told = explain_due(working_time(calendar), start, working)
    if told.runs:
        assert sum((run.worked for run in told.runs), timedelta(0)) == working
    assert all(sentence.strip() and "{" not in sentence for sentence in in_words(told, locale))
