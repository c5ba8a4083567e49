"""Histories for tests: any order of things that happen to a few people, in any zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from madoguchi.insight.figures.calls import Call
from madoguchi.insight.figures.events import Event, Kind, Outcome, Presence, Survey, Where

ZONES = (
    "UTC",
    "Asia/Tokyo",
    "America/New_York",
    "Europe/Paris",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "America/St_Johns",  # went back over midnight until 2011
    "Pacific/Apia",  # skipped a whole day in 2011
    "Pacific/Chatham",
)

BEGINNINGS = (
    "2026-03-07T00:00Z",  # New York goes forward
    "2026-10-24T12:00Z",  # Paris goes back
    "2026-02-27T00:00Z",  # the end of a month
    "2025-12-30T00:00Z",  # and of a year
    "2011-11-05T00:00Z",  # St John's goes back over midnight
    "2011-12-29T00:00Z",  # Samoa skips the 30th
    "2018-11-03T00:00Z",  # São Paulo goes forward at midnight
)


TARGETS = (None, timedelta(0), timedelta(minutes=1), timedelta(hours=4))


@cache
def hours(name: str) -> WorkingTime:
    """The calendars that events name: two offices."""
    weekly = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    return working_time(read_calendar({"zone": name, "weekly": weekly}))


@st.composite
def calls(draw: st.DrawFn, at: datetime) -> Call:
    """A call that began before an instant, as far as it has come by then."""
    came = at - draw(st.timedeltas(timedelta(0), timedelta(hours=2)))
    steps = draw(st.lists(st.booleans(), min_size=5, max_size=5))
    length = draw(st.timedeltas(timedelta(0), timedelta(seconds=40)))
    queued, rang, taken, ended, back = (
        came + length * number if happened else None for number, happened in enumerate(steps)
    )
    return Call(
        came_at=came,
        cycle=timedelta(seconds=draw(st.sampled_from([3, 5]))),
        queued_at=queued,
        rang_at=rang,
        taken_at=taken,
        ended_at=ended,
        target=draw(st.sampled_from([None, timedelta(seconds=7), timedelta(seconds=11)])),
        abandoned=draw(st.booleans()),
        callback_at=draw(st.sampled_from([None, queued])),
        callback_due=draw(st.sampled_from([None, came + timedelta(minutes=1)])),
        called_back_at=back,
        settled=draw(st.booleans()),
    )


@st.composite
def events(draw: st.DrawFn, at: datetime) -> Event:
    kind = draw(st.sampled_from(Kind))
    talk = draw(st.integers(1, 2))
    survey = draw(st.sampled_from(Survey))
    agent = draw(st.integers(1, 2))
    nobody = kind is Kind.ASSIGNED and draw(st.integers(0, 3)) == 0
    return Event(
        at=at,
        kind=kind,
        conversation=talk,
        customer=draw(st.integers(0 if kind is Kind.ORDER else 1, 2)),
        agent=None if nobody or kind is Kind.CUSTOMER_SAID else agent,
        where=Where(
            shop=talk % 2,
            channel=draw(st.sampled_from(["webchat", "email"])),
            country=draw(st.sampled_from([None, "JP", "KR"])) if kind is Kind.CALL else None,
        ),
        calendar=draw(st.sampled_from([None, "Asia/Tokyo", "America/New_York"])),
        survey=survey,
        score=draw(st.integers(1, 5) if survey is Survey.SATISFACTION else st.integers(0, 10)),
        presence=draw(st.sampled_from(Presence)),
        number=draw(st.integers(1, 2)),
        target=draw(st.sampled_from(TARGETS)),
        due=draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=2)).map(at.__add__)),
        outcome=draw(st.sampled_from(Outcome)),
        version=draw(st.integers(1, 5)),
        placed=at + draw(st.timedeltas(timedelta(days=-40), timedelta(days=1))),
        paid=draw(st.none() | st.timedeltas(timedelta(days=-5), timedelta(days=2)).map(at.__add__)),
        ended=draw(st.none() | st.timedeltas(timedelta(days=-9), timedelta(0)).map(at.__add__)),
        call=draw(calls(at)) if kind is Kind.CALL else None,
    )


GAPS = st.one_of(
    st.just(timedelta(0)),
    st.timedeltas(timedelta(0), timedelta(minutes=10)),
    st.timedeltas(timedelta(0), timedelta(hours=30)),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Up to fifty events, seconds or days apart, some at the same instant."""
    at = datetime.fromisoformat(draw(st.sampled_from(BEGINNINGS))).astimezone(UTC)
    found = []
    for _ in range(draw(st.integers(0, 50))):
        at += draw(GAPS)
        found.append(draw(events(at)))
    return found
