"""A stretch of time in the feed is found by halving its ids, wherever these have leapt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis import given, settings

from madoguchi.kernel.feed import LONGEST_TRANSACTION, event_table, ids_between

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEPS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 3600)), max_size=40)


@settings(max_examples=50, deadline=None)
@given(steps=STEPS, begin=st.integers(-7200, 100_000), length=st.integers(0, 50_000))
def test_every_event_of_the_stretch_stands_between(
    steps: list[tuple[int, int]], begin: int, length: int
) -> None:
    engine = sa.create_engine("sqlite://")
    event_table.create(engine)
    number, at, events = 0, NOON, []
    for leap, seconds in steps:
        number, at = number + leap, at + timedelta(seconds=seconds)
        events.append((number, at))
    first = NOON + timedelta(seconds=begin)
    last = first + timedelta(seconds=length)
    with engine.begin() as connection:
        for number, at in events:
            values = {"transaction_id": 0, "kind": "x", "by_kind": "system", "changes": "[]"}
            connection.execute(event_table.insert().values(id=number, at=at, **values))
        low, high = ids_between(connection, first, last)
    assert high is not None
    within = {number for number, at in events if first <= at < last}
    between = {number for number, at in events if low <= number < high}
    assert within <= between
    slack = LONGEST_TRANSACTION
    assert between <= {n for n, at in events if first - slack <= at < last + slack}
