"""Erlang C against reference values, its laws, and a week's demand from history."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.insight.staffing import (
    Aim,
    Contact,
    Demand,
    Slot,
    agents_needed,
    service_with,
    week_needed,
)
from madoguchi.kernel.errors import Invalid
from madoguchi.language.catalogue import LOCALES, text

LINES = (Path(__file__).parent / "data" / "erlang_c.jsonl").read_text().splitlines()
CASES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("case", CASES, ids=map(str, range(1, len(CASES) + 1)))
def test_reference_values(case: dict) -> None:
    asked, expected = case["in"], case["expected"]
    found = agents_needed(
        Demand(
            asked["transactions"],
            timedelta(minutes=asked["aht_min"]),
            timedelta(minutes=asked["interval_min"]),
        ),
        Aim(
            service_level=asked["service_level"],
            within=timedelta(minutes=asked["asa_min"]),
            max_occupancy=asked["max_occupancy"],
            shrinkage=asked["shrinkage"],
        ),
    )
    assert (found.agents, found.paid) == (expected["raw_positions"], expected["positions"])
    near = 1e-6 if case["round"] == 6 else 0.5e-3
    for figure in ("service_level", "occupancy", "waiting_probability"):
        assert getattr(found, figure) == pytest.approx(expected[figure], abs=near, rel=0), figure


demands = st.builds(
    Demand,
    st.floats(0, 2_000),
    st.timedeltas(timedelta(seconds=5), timedelta(minutes=40)),
)
aims = st.builds(
    Aim,
    service_level=st.floats(0.01, 0.999),
    within=st.timedeltas(timedelta(0), timedelta(minutes=5)),
    max_occupancy=st.floats(0.3, 1.0),
    shrinkage=st.floats(0, 0.6),
    concurrency=st.integers(1, 12),
)


@given(demands, aims)
def test_one_agent_fewer_would_not_do(demand: Demand, aim: Aim) -> None:
    found = agents_needed(demand, aim)
    assert found == service_with(found.agents, demand, aim)
    assert found.service_level >= aim.service_level
    assert found.occupancy <= aim.max_occupancy
    assert found.paid * (1 - aim.shrinkage) >= found.agents - 1e-6
    if found.agents:
        fewer = service_with(found.agents - 1, demand, aim)
        assert fewer.service_level < aim.service_level or fewer.occupancy > aim.max_occupancy


@given(demands, aims, st.floats(1, 3))
def test_more_contacts_never_need_fewer_agents(demand: Demand, aim: Aim, times: float) -> None:
    more = Demand(demand.contacts * times, demand.handling, demand.interval)
    assert agents_needed(more, aim).agents >= agents_needed(demand, aim).agents


def test_chats_at_once_share_an_agent() -> None:
    demand = Demand(120, timedelta(minutes=10))
    one, ten = (
        agents_needed(
            demand, Aim(service_level=0.95, within=timedelta(seconds=60), concurrency=each)
        )
        for each in (1, 10)
    )
    assert ten.agents == math.ceil(one.agents / 10)


def test_traffic_beyond_any_factorial() -> None:
    demand = Demand(400_000, timedelta(minutes=6))
    found = agents_needed(demand, Aim(service_level=0.9, within=timedelta(seconds=20)))
    assert 80_000 < found.agents < 80_600
    assert 0.9 <= found.service_level < 0.91


def test_a_queue_that_only_grows_has_no_mean_wait() -> None:
    demand = Demand(100, timedelta(minutes=6))
    found = service_with(20, demand, Aim(service_level=0.8, within=timedelta(seconds=20)))
    assert (found.service_level, found.occupancy, found.mean_wait) == (0, 1, None)


IMPOSSIBLE = {
    "contacts": (Demand(-1, timedelta(minutes=6)), {}),
    "handling": (Demand(10, timedelta(0)), {}),
    "interval": (Demand(10, timedelta(minutes=6), timedelta(0)), {}),
    "service_level": (Demand(10, timedelta(minutes=6)), {"service_level": 1.0}),
    "within": (Demand(10, timedelta(minutes=6)), {"within": timedelta(seconds=-1)}),
    "max_occupancy": (Demand(10, timedelta(minutes=6)), {"max_occupancy": 0.0}),
    "shrinkage": (Demand(10, timedelta(minutes=6)), {"shrinkage": 1.0}),
    "concurrency": (Demand(10, timedelta(minutes=6)), {"concurrency": 0}),
    "traffic": (Demand(1e12, timedelta(minutes=6)), {}),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_what_fits(what: str) -> None:
    demand, changes = IMPOSSIBLE[what]
    aim = Aim(**({"service_level": 0.8, "within": timedelta(seconds=20)} | changes))
    for ask in (lambda: agents_needed(demand, aim), lambda: service_with(3, demand, aim)):
        with pytest.raises(Invalid) as refused:
            ask()
        assert refused.value.key == f"insight.staffing.{what}"
    told = {text(refused.value.key, locale, **refused.value.params) for locale in LOCALES}
    assert len(told) == len(LOCALES)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    aim = Aim(service_level=0.8, within=timedelta(seconds=20))
    with pytest.raises(Invalid):
        agents_needed(Demand(value, timedelta(minutes=6)), aim)
    with pytest.raises(Invalid):
        agents_needed(Demand(5, timedelta(minutes=6)), Aim(service_level=value, within=aim.within))


def test_fewer_than_no_agents_are_refused() -> None:
    aim = Aim(service_level=0.8, within=timedelta(seconds=20))
    with pytest.raises(Invalid) as refused:
        service_with(-1, Demand(5, timedelta(minutes=6)), aim)
    assert refused.value.field == "agents"


TOKYO = ZoneInfo("Asia/Tokyo")
AIM = Aim(service_level=0.9, within=timedelta(seconds=60))


def arriving(day: date, hour: int, count: int, minutes: int = 6) -> list[Contact]:
    at = datetime(day.year, day.month, day.day, hour, 10, tzinfo=TOKYO).astimezone(UTC)
    return [Contact(at, timedelta(minutes=minutes))] * count


def test_a_weeks_need_is_the_mean_of_its_weeks() -> None:
    mondays = [date(2026, 3, 2) + timedelta(days=7 * each) for each in range(4)]
    history = [
        contact
        for day, count in zip(mondays, (30, 50, 40, 999), strict=True)
        for contact in arriving(day, 10, count)
    ]
    history += arriving(date(2026, 2, 23), 10, 999)  # before the period
    found = week_needed(
        history, date(2026, 3, 1), date(2026, 3, 28), "Asia/Tokyo", AIM, left_out=[mondays[3]]
    )
    assert [(each.slot, each.times, each.contacts) for each in found] == [(Slot(0, 20), 3, 40.0)]
    assert found[0].slot.starts.isoformat() == "10:00:00"
    assert found[0].staffing == agents_needed(Demand(40, timedelta(minutes=6)), AIM)


def test_a_thin_half_hour_borrows_the_handling_of_all() -> None:
    monday = date(2026, 3, 2)
    history = arriving(monday, 10, 30, minutes=4) + arriving(monday, 23, 1, minutes=97)
    found = week_needed(history, monday, monday, "Asia/Tokyo", AIM)
    assert [each.handling for each in found] == [timedelta(minutes=4), timedelta(minutes=7)]


def test_half_hours_are_counted_as_the_clocks_showed_them() -> None:
    zone = ZoneInfo("America/New_York")
    sundays = {date(2026, 3, 8): "02:30", date(2026, 11, 1): "01:30"}
    times = {}
    for day, wall in sundays.items():
        at = datetime.fromisoformat(f"{day - timedelta(days=7)}T{wall}").replace(tzinfo=zone)
        history = [Contact(at, timedelta(minutes=5))]
        found = week_needed(history, day - timedelta(days=7), day, zone.key, AIM)
        times[wall] = found[0].times
    assert times == {"02:30": 1, "01:30": 3}


def test_a_history_of_no_days_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        week_needed([], date(2026, 3, 2), date(2026, 3, 1), "Asia/Tokyo", AIM)
    assert refused.value.key == "insight.staffing.no_days"
