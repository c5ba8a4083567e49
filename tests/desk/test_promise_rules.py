"""An agent's days as promises count them, and what a text offers on them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.clocks.contracts import Calendar, FrozenCalendar, PublicHolidays, Shift
from madoguchi.desk.promises import rules
from madoguchi.desk.promises.contracts import PromiseDraft, Reply
from tests.refusals import refused

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 4, 28, 1, 0, tzinfo=UTC)
"""Ten o'clock on the Tuesday before Golden Week."""


def calendar(zone: str = "Asia/Tokyo", closes: int = 18, **more: object) -> Calendar:
    day = (Shift(9 * 3600, closes * 3600),)
    return Calendar(zone=zone, weekly=(*(day,) * 5, (), ()), **more)  # type: ignore[arg-type]


def due(text: str, of: Calendar | FrozenCalendar, seen_from: ZoneInfo = TOKYO) -> list[datetime]:
    found = rules.offers(text, NOW, rules.days_of(of, seen_from))
    return [offer.due_at for offer in found]


def test_holidays_are_no_working_days() -> None:
    golden_week = calendar(holidays=(PublicHolidays("JP"),))
    text = "3営業日以内に返金いたします。"
    # The 29th is a holiday, then 30 April and 1 May, the weekend, and three holidays more.
    assert due(text, golden_week) == [datetime(2026, 5, 7, 9, tzinfo=UTC)]
    assert due(text, calendar()) == [datetime(2026, 5, 1, 9, tzinfo=UTC)]


def test_a_day_ends_when_the_house_closes() -> None:
    assert due("明日中にご連絡いたします。", calendar(closes=21)) == [
        datetime(2026, 4, 29, 12, tzinfo=UTC)
    ]


def test_closing_is_shown_on_the_agents_own_clock() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    assert due("明天给您回复。", calendar(), shanghai) == [datetime(2026, 4, 29, 9, tzinfo=UTC)]
    # Seen from Auckland, Tokyo closes at nine in the evening, and Los Angeles the day after.
    auckland = ZoneInfo("Pacific/Auckland")
    days = rules.days_of(calendar(), auckland)
    assert days.closes_at(date(2026, 4, 29)) == time(21)
    days = rules.days_of(calendar("America/Los_Angeles"), auckland)
    assert days.closes_at(date(2026, 4, 29)) == time(23, 59)


def test_nobody_works_a_shop_s_hours_whole() -> None:
    until_midnight = rules.days_of(calendar(closes=24), TOKYO, own=False)
    assert until_midnight.closes_at(date(2026, 4, 28)) == time(18)
    until_five = rules.days_of(calendar(closes=17), TOKYO, own=False)
    assert until_five.closes_at(date(2026, 4, 28)) == time(17)
    night = (Shift(19 * 3600, 23 * 3600),)
    at_night = Calendar(zone="Asia/Tokyo", weekly=(night,) * 7)
    assert rules.days_of(at_night, TOKYO, own=False).closes_at(date(2026, 4, 28)) == time(23)


def test_a_house_shut_for_good_does_not_keep_anybody_from_promising() -> None:
    shut = FrozenCalendar(
        zone="Asia/Tokyo", weekly=((),) * 7, days=(), first_year=2025, last_year=2028
    )
    days = rules.days_of(shut, TOKYO)
    assert due("明日中にご連絡いたします。", shut) == [datetime(2026, 4, 29, 9, tzinfo=UTC)]
    assert due("3営業日以内に返金いたします。", shut) == []
    assert rules.unnamed_due(NOW, days) > NOW


def test_only_the_end_of_a_very_long_text_is_read() -> None:
    text = "あ" * 100_000 + "。明日中にご連絡いたします。"
    assert len(due(text, calendar())) == 1
    assert len(due("明日中にご連絡いたします。" * 1_000, calendar())) == rules.MOST_AT_ONCE


@given(st.text(max_size=200))
def test_whatever_is_written_is_offered_for_later(text: str) -> None:
    assert all(at > NOW for at in due(text, calendar()))


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", None])
def test_an_impossible_zone_is_as_good_as_none(name: str | None) -> None:
    assert rules.known_zone(name).key == "UTC"


def test_a_reply_makes_and_keeps_so_many() -> None:
    many = [PromiseDraft(text=str(each)) for each in range(11)]
    with refused("promise.too_many"):
        rules.check_reply(Reply(client_id="12345678", promises=many))
    with refused("promise.too_many"):
        rules.check_reply(Reply(client_id="12345678", keeps=list(range(1, 12))))
