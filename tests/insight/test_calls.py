"""Figures of calls: what counts, what is forgiven, what goes on counting while it waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.insight.figures.calls import Call, Calls, total
from madoguchi.insight.figures.definitions import figures
from madoguchi.insight.figures.events import Where
from madoguchi.insight.figures.facts import Called
from madoguchi.insight.figures.stored import read_tally, write_tally
from madoguchi.insight.figures.tally import Tally
from madoguchi.insight.figures.values import Present
from madoguchi.insight.figures.variant import Variant
from tests.insight.counting import conversations_behind
from tests.insight.histories import calls, hours

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
VARIANT = Variant(zone="Asia/Tokyo")
Seconds = float | None


def seconds(value: Seconds) -> datetime | None:
    return None if value is None else AT + timedelta(seconds=value)


def call(
    *,
    queued: Seconds = 0,
    rang: Seconds = 1,
    taken: Seconds = None,
    ended: Seconds = None,
    target: Seconds = 7,
    abandoned: bool = False,
) -> Call:
    """A call on a Japanese line, where a ring is three seconds; seconds since it came."""
    return Call(
        came_at=AT,
        cycle=timedelta(seconds=3),
        queued_at=seconds(queued),
        rang_at=seconds(rang),
        taken_at=seconds(taken),
        ended_at=seconds(ended),
        target=None if target is None else timedelta(seconds=target),
        abandoned=abandoned,
    )


def callback(*, due: Seconds = None, back: Seconds = None, settled: bool = False) -> Call:
    return Call(
        came_at=AT,
        cycle=timedelta(seconds=3),
        ended_at=AT,
        callback_at=AT,
        callback_due=seconds(due),
        called_back_at=seconds(back),
        settled=settled,
    )


def facts(several: Iterable[Call]) -> list[Called]:
    return [
        Called(
            day=date(2026, 3, 2),
            slot=20,
            where=Where(1, "phone", "ja", None, "JP"),
            conversation=number,
            number=number,
            agent=None,
            call=each,
        )
        for number, each in enumerate(several, 1)
    ]


def of(*several: Call, at: float = 1_000) -> dict[str, float | None]:
    tally = Tally()
    for fact in facts(several):
        tally.count(fact, VARIANT)
    now = AT + timedelta(seconds=at)
    return figures(tally, Present(VARIANT, now, hours))


def test_three_rings_are_the_standards_time_and_not_three_cycles() -> None:
    in_time, late = call(rang=1, taken=8, ended=60), call(rang=1, taken=8.01, ended=60)
    assert of(in_time)["calls_within_rings"] == 1
    assert of(late)["calls_within_rings"] == 0
    assert of(late)["rings_median"] == 3, "begun, though answered too late to be strictly in time"
    nobody_said = call(rang=1, taken=9.99, ended=60, target=None)
    assert of(nobody_said)["calls_within_rings"] == 1
    assert of(call(rang=1, taken=10, ended=60, target=None))["calls_within_rings"] == 0


@pytest.mark.parametrize(
    ("lost", "share"),
    [
        (call(ended=5, abandoned=True), 1),  # hung up within three rings: nobody's fault
        (call(ended=9, abandoned=True), 0.5),
        (call(rang=None, ended=5, abandoned=True), 0.5),  # nobody was free to be rung
        (call(ended=5), 0.5),  # our own process died, or nobody came
        (call(ended=60), 0.5),
    ],
)
def test_whoever_is_lost_counts_unless_they_left_at_once(lost: Call, share: float) -> None:
    assert of(call(taken=2, ended=60), lost)["calls_within_rings"] == share


def test_who_still_waits_counts_as_long_as_they_have() -> None:
    rings = call()
    assert of(rings, at=4)["calls_within_rings"] is None, "not decided yet"
    assert of(rings, at=9)["calls_within_rings"] == 0
    found = of(rings, at=31)
    assert (found["rings_median"], found["ring_answer_median"]) == (11, 30)
    assert found["queue_answer_median"] == 31
    assert found["calls_offered"] == 1
    assert of(call(rang=None), at=31)["rings_median"] is None


def test_ring_and_queue_are_two_figures() -> None:
    found = of(call(rang=60, taken=62.5, ended=90))
    assert (found["ring_answer_median"], found["queue_answer_median"]) == (3, 63)
    assert (found["rings_median"], found["calls_answered"]) == (1, 1)


def test_abandoned_is_who_gave_up_in_the_queue() -> None:
    outside_hours = call(queued=None, rang=None, ended=20, abandoned=True)
    found = of(
        call(taken=3, ended=9), call(ended=40, abandoned=True), call(ended=40), outside_hours
    )
    assert (found["calls_offered"], found["calls_abandoned"]) == (3, 1)
    assert found["call_abandonment"] == 1 / 3


def test_callbacks_are_kept_in_time_or_broken() -> None:
    found = of(
        callback(due=60, back=60),
        callback(due=60, back=61),
        callback(due=60),
        callback(due=5_000),
        callback(back=900),  # no standard: whenever it was
        callback(due=60, settled=True),  # they called again
    )
    assert found["callbacks_due"] == 5
    assert found["callbacks_kept_share"] == 2 / 4
    assert of(callback(due=60), at=30)["callbacks_kept_share"] is None


def test_each_figure_opens_the_conversations_it_counts() -> None:
    kept = facts(
        [
            call(taken=3, ended=9),
            call(ended=40, abandoned=True),
            call(),
            callback(due=60),
            callback(due=60, settled=True),
        ]
    )
    behind = {
        name: conversations_behind(name, kept, VARIANT)
        for name in ("calls_offered", "calls_answered", "rings_median", "calls_abandoned")
    }
    assert behind == {
        "calls_offered": [1, 2, 3],
        "calls_answered": [1],
        "rings_median": [1, 3],
        "calls_abandoned": [2],
    }
    assert conversations_behind("callbacks_kept_share", kept, VARIANT) == [4]


moments = st.timedeltas(timedelta(0), timedelta(days=1)).map(lambda later: AT + later)


@given(moments, st.data())
def test_sums_add_up_and_come_back_as_they_were_kept(now: datetime, data: st.DataObject) -> None:
    several = data.draw(st.lists(calls(now), max_size=6))
    tally = Tally()
    for each in several:
        tally.calls.count(each)
    parts = [Calls() for _ in several]
    for part, each in zip(parts, several, strict=True):
        part.count(each)
    assert total(parts) == tally.calls
    assert read_tally(write_tally(tally)) == tally
    for each in several:
        tally.calls.count(each, -1)
    assert tally.calls == Calls()
