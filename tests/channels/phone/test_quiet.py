"""Nobody is rung out of their sleep: the hours at the other end of the line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.channels.phone.rules.quiet import is_quiet

NOON_IN_TOKYO = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "hours", "quiet"),
    [
        ("+819011112222", 0, False),
        ("090-1111-2222", 0, False),  # read as the line's country writes it
        ("+819011112222", 8, True),  # 20:00
        ("+819011112222", -3, False),  # 09:00
        ("+819011112222", -3.1, True),
        ("+12125550100", 0, True),  # the evening before in New York
        ("+12125550100", 16.5, False),  # 14:30 there, 09:30 on Hawaii
        ("not a number", 12, False),
    ],
)
def test_a_number_is_called_by_its_own_day(number: str, hours: float, quiet: bool) -> None:
    assert is_quiet(number, "JP", NOON_IN_TOKYO + timedelta(hours=hours)) is quiet


@given(st.integers(0, 24 * 60 - 1))
def test_the_customers_own_zone_goes_before_that_of_their_number(minutes: int) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minutes)
    assert is_quiet("+819011112222", "JP", now, zone="UTC") is not (9 * 60 <= minutes < 20 * 60)
