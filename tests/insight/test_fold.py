"""Facts kept one event at a time are those computed from all events at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.insight.figures.cuts import SPELL, spells
from madoguchi.insight.figures.days import by_day, day_of
from madoguchi.insight.figures.events import Event
from madoguchi.insight.figures.facts import Fact, FactId
from madoguchi.insight.figures.fold import Fold
from tests.insight.histories import BEGINNINGS, ZONES, histories, hours
from tests.insight.recompute import recompute

HOUR = timedelta(hours=1)
gaps = st.timedeltas(timedelta(0), timedelta(days=3))


def folded(history: list[Event], zone: str, now: datetime) -> dict[FactId, Fact]:
    fold = Fold(zone, hours)
    for event in history:
        fold.add(event)
    fold.settle(now)
    return fold.facts


@settings(max_examples=200, deadline=None)
@given(histories(), st.sampled_from(ZONES), gaps)
def test_folding_and_recomputing_agree(history: list[Event], zone: str, gap: timedelta) -> None:
    now = (history[-1].at if history else datetime(2026, 1, 1, tzinfo=UTC)) + gap
    assert folded(history, zone, now) == recompute(history, zone, hours, now)


@settings(max_examples=60, deadline=None)
@given(histories(), st.sampled_from(ZONES), gaps)
def test_changes_tell_the_whole_story(history: list[Event], zone: str, gap: timedelta) -> None:
    fold, kept = Fold(zone, hours), {}
    now = datetime(2011, 1, 1, tzinfo=UTC)
    changes = [change for event in history for change in fold.add(event)]
    if history:
        now = history[-1].at + gap
        changes += fold.settle(now)
    for change in changes:
        assert kept.get(change.after.id) == change.before
        kept[change.after.id] = change.after
    assert kept == fold.facts == recompute(history, zone, hours, now)


@given(st.integers(700_000, 740_000), st.integers(0, 400))
def test_days_are_parted_into_whole_spells_and_few_days(first: int, length: int) -> None:
    whole, days = spells(first, first + length)
    counted = sorted([*days, *(begin + day for begin in whole for day in range(SPELL))])
    assert counted == list(range(first, first + length + 1)), "each day once"
    assert all(begin % SPELL == 0 for begin in whole)
    assert len(days) <= 2 * (SPELL - 1)


@given(st.sampled_from(BEGINNINGS), st.sampled_from(ZONES), gaps, gaps)
def test_days_follow_each_other_and_lose_no_time(
    begin: str, zone: str, before: timedelta, length: timedelta
) -> None:
    start = datetime.fromisoformat(begin).astimezone(UTC) + before
    parts = list(by_day(start, start + length, ZoneInfo(zone)))
    days = [day for day, _ in parts]
    assert sum((part for _, part in parts), timedelta(0)) == length
    assert days == sorted(set(days))
    assert not days or days[0] == day_of(start, ZoneInfo(zone))


def test_days_are_as_long_as_they_are() -> None:
    paris, apia = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Apia")
    start = datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert [part for _, part in by_day(start, start + 48 * HOUR, paris)] == [
        12 * HOUR,
        25 * HOUR,
        11 * HOUR,
    ]
    start = datetime(2011, 12, 30, 9, tzinfo=UTC)
    assert [day for day, _ in by_day(start, start + 2 * HOUR, apia)] == [
        date(2011, 12, 29),
        date(2011, 12, 31),
    ]
