"""Identity numbers made up by their rules, of nobody."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.kr import rrn

COUNTIES = ("110105", "310104", "440106", "330102")


def chinese(county: str, born: date, order: int) -> str:
    """A resident ID with its check character."""
    bare = f"{county}{born:%Y%m%d}{order:03}"
    return bare + ric.calc_check_digit(bare + "0")


def korean(born: date, rest: int) -> str:
    """A resident registration number with its check digit."""
    bare = f"{born:%y%m%d}{1 if born.year < 2000 else 3}{rest:05}"
    return bare + rrn.calc_check_digit(bare)


KNOWN = chinese("110105", date(1990, 3, 7), 123)
KNOWN_PCCC = "P470812906135"

birthdays = st.dates(date(1985, 1, 1), date(2012, 12, 31))
chinese_numbers = st.builds(chinese, st.sampled_from(COUNTIES), birthdays, st.integers(1, 999))
korean_numbers = st.builds(korean, birthdays, st.integers(0, 99_999))
