"""Each figure on a day small enough to check by hand, and the same from tallies kept up."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.insight.figures.definitions import (
    DEFINITIONS,
    Unit,
    figures,
)
from madoguchi.insight.figures.events import Event, Kind, Presence, Survey
from madoguchi.insight.figures.fold import Fold
from madoguchi.insight.figures.tally import Tally, total
from madoguchi.insight.figures.values import Present, percentile
from madoguchi.insight.figures.variant import Variant
from madoguchi.language.catalogue import LOCALES, texts
from tests.insight.counting import conversations_behind, tally
from tests.insight.histories import ZONES, histories, hours
from tests.insight.recompute import recompute

TOKYO = Variant(zone="Asia/Tokyo")
SAID, REPLIED = Kind.CUSTOMER_SAID, Kind.AGENT_SAID


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02T{text}+09:00").astimezone(UTC)


def event(time: str, kind: Kind, talk: int = 1, **more: object) -> Event:
    given_ = {"conversation": talk, "customer": talk, "calendar": "Asia/Tokyo"} | more
    return Event(at=at(time), kind=kind, **given_)  # type: ignore[arg-type]


def of(history: list[Event], now: str = "23:59", variant: Variant = TOKYO) -> dict:
    facts = recompute(history, "Asia/Tokyo", hours, at(now))
    return figures(tally(facts.values(), variant), Present(variant, at(now), hours))


def test_a_round_runs_from_the_first_unanswered_message_to_a_human_reply() -> None:
    found = of(
        [
            event("10:00:00", SAID),
            event("10:00:20", Kind.BOT_SAID),
            event("10:00:40", SAID),
            event("10:00:50", REPLIED, agent=7),
            event("10:01:00", REPLIED, agent=7),
            event("10:05:00", SAID),
            event("10:07:00.5", REPLIED, agent=7),
        ]
    )
    assert found["rounds"] == 2
    assert found["first_response_median"] == 50
    assert (found["response_median"], found["response_p90"]) == (50, 121)
    assert found["first_response_within"] == 1
    assert found["answer_question_ratio"] == 1
    assert (found["customers_offered"], found["customers_received"]) == (1, 1)


def test_working_and_calendar_time_are_both_kept() -> None:
    found = of([event("11:59:00", SAID), event("13:00:30", REPLIED, agent=7)])
    assert found["first_response_median"] == 3_690
    assert found["first_response_working_median"] == 90
    assert found["first_response_within"] == 0


def test_each_wait_is_measured_by_its_own_standard() -> None:
    minute, four_hours = timedelta(minutes=1), timedelta(hours=4)

    def waits(
        talk: int, opened: str, target: timedelta, due: datetime | None = None
    ) -> list[Event]:
        return [
            event(opened, Kind.CALENDAR, talk, target=target, due=due),
            event(opened, SAID, talk),
        ]

    history = [
        *waits(1, "10:00", minute),
        event("10:05", REPLIED, 1, agent=7),
        *waits(2, "10:05", four_hours),
        event("11:05", REPLIED, 2, agent=7),
        *waits(3, "11:06", four_hours),
        *waits(4, "12:30", timedelta(0), at("13:00")),  # in the break, due as it ends
        event("12:59", REPLIED, 4, agent=7),
        *waits(5, "15:00", minute),
        event("15:02", Kind.LEFT, 5),
    ]
    found = of(history, "15:05")
    assert found["first_response_within"] == 2 / 4, "the third has hours yet"
    assert found["first_response_working_within"] == 2 / 4
    assert found["service_level"] == 2 / 4
    late = of(history, "15:30")
    assert late["first_response_within"] == 2 / 5
    assert late["first_response_working_within"] == 2 / 4, "an hour of it was the break"
    assert of(history, "16:07")["first_response_working_within"] == 2 / 5


def test_those_still_waiting_count_once_they_are_late() -> None:
    history = [
        event("10:00:00", SAID, 1),
        event("10:00:30", REPLIED, 1, agent=7),
        event("10:10:00", SAID, 2),
    ]
    soon, late = of(history, "10:10:59"), of(history, "10:11:01")
    assert (soon["first_response_within"], late["first_response_within"]) == (1, 0.5)
    assert (soon["waiting_now"], soon["longest_wait"]) == (1, 59)
    assert late["first_response_p90"] == 61
    assert late["service_level"] == 0.5


def test_three_minutes_count_the_unanswered_within_the_window() -> None:
    found = of(
        [
            event("07:59:59", SAID, 1),  # before the window
            event("08:00:00", SAID, 2),
            event("08:03:00", REPLIED, 2, agent=7),
            event("09:00:00", SAID, 3),
            event("09:30:00", Kind.RESOLVED, 3, agent=7),  # never answered
            event("06:59:00", SAID, 4),
            event("07:00:00", REPLIED, 4, agent=7),
            event("10:00:00", SAID, 4),
            event("10:00:05", Kind.RESOLVED, 4, agent=7),  # "thank you"
            event("22:59:59", SAID, 5),
            event("23:00:00", SAID, 6),  # past the window
        ],
        "23:30",
    )
    assert found["three_minute_rate"] == pytest.approx(1 / 3)
    assert found["rounds"] == 6
    assert found["acknowledged"] == 1


@pytest.mark.parametrize("closed", [(), (2, 3)])
def test_service_level_forgives_those_who_left_in_time(closed: tuple[int, ...]) -> None:
    more = [event("11:00", Kind.RESOLVED, talk, agent=7) for talk in closed]
    found = of(
        [
            event("10:00:00", SAID, 1),
            event("10:00:10", REPLIED, 1, agent=7),
            event("10:00:00", SAID, 2),
            event("10:00:59", Kind.LEFT, 2),
            event("10:00:00", SAID, 3),
            event("10:01:01", Kind.LEFT, 3),
            *more,
        ]
    )
    assert found["service_level"] == 0.5
    assert found["abandonment"] == pytest.approx(2 / 3)
    assert found["lost"] == 2


def test_who_left_can_still_be_answered_or_write_again() -> None:
    left = [event("10:00", SAID), event("10:01", Kind.LEFT)]
    answered = of([*left, event("10:20", REPLIED, agent=7)])
    assert (answered["abandonment"], answered["first_response_median"]) == (0, 1200)
    waits = of([*left, event("10:05", SAID)])
    assert (waits["abandonment"], waits["lost"], waits["waiting_now"]) == (0, 0, 1)
    assert of(left)["waiting_now"] == 1, "somebody still has to answer"


def test_an_answer_before_tells_thanks_from_an_unanswered_question() -> None:
    closed = [event("10:10", SAID), event("10:12", Kind.RESOLVED, agent=7)]
    answered = [event("10:00", SAID), event("10:00:30", REPLIED, agent=7)]
    for history, acknowledged, share in ((closed, 0, 0), ([*answered, *closed], 1, 1)):
        found = of(history)
        assert (found["acknowledged"], found["response_within"]) == (acknowledged, share)
    by_itself = [*answered, event("10:10", SAID), event("10:12", Kind.RESOLVED)]
    assert of(by_itself)["response_within"] == 0.5, "nobody decided that"


def test_satisfaction_and_recommendation() -> None:
    history = [event("10:00", Kind.SURVEYED, talk, agent=7) for talk in range(1, 5)]
    history += [
        event("10:05", Kind.RATED, talk, score=score)
        for talk, score in zip((1, 2, 3), (5, 4, 3), strict=True)
    ]
    history += [
        event("10:05", Kind.RATED, talk, score=score, survey=Survey.RECOMMENDATION)
        for talk, score in zip(range(5, 10), (10, 9, 8, 7, 6), strict=True)
    ]
    found = of(history)
    assert found["satisfaction"] == pytest.approx(2 / 3)
    assert found["satisfaction_returned"] == 0.75
    assert found["net_promoters"] == 20
    assert found["net_promoters_returned"] is None, "nobody was asked"


def test_first_contact_is_settled_after_a_week() -> None:
    history = [
        event("10:00", REPLIED, 1, agent=7),
        event("10:10", Kind.RESOLVED, 1, agent=7),
        event("10:00", REPLIED, 2, agent=7),
        event("10:05", REPLIED, 2, agent=8),
        event("10:10", Kind.RESOLVED, 2, agent=8),
        event("10:10", Kind.RESOLVED, 3, agent=8),
        event("10:20", Kind.REOPENED, 3),
    ]
    facts = recompute(history, "Asia/Tokyo", hours, at("23:59"))
    whole = tally(facts.values(), TOKYO)
    shares = [
        figures(whole, Present(TOKYO, at("10:10") + timedelta(days=days), hours))[
            "first_contact_resolution"
        ]
        for days in (1, 7)
    ]
    assert shares == [0, 0]
    settled = Present(TOKYO, at("11:00") + timedelta(days=7), hours)
    assert figures(whole, settled)["first_contact_resolution"] == pytest.approx(1 / 3)


def test_concurrency_is_weighted_by_time_and_idle_time_counts_when_available() -> None:
    found = of(
        [
            event("10:00", Kind.PRESENCE, agent=7, presence=Presence.AVAILABLE),
            event("11:00", Kind.ASSIGNED, 1, agent=7),
            event("12:00", Kind.ASSIGNED, 2, agent=7),
            event("13:00", Kind.RESOLVED, 1, agent=7),
            event("13:00", Kind.ASSIGNED, 2, agent=None),
            event("13:00", Kind.PRESENCE, agent=7, presence=Presence.AWAY),
            event("14:00", Kind.PRESENCE, agent=7, presence=Presence.OFFLINE),
        ]
    )
    assert found["concurrency"] == 3 / 4
    assert found["occupancy"] == pytest.approx(2 / 3)


def test_nothing_gives_nothing() -> None:
    found = of([])
    counts = {name for name, each in DEFINITIONS.items() if each.unit is Unit.COUNT}
    assert {name: found[name] for name in counts} == dict.fromkeys(counts, 0)
    zero = {"longest_wait", "online_time", "hang_up_time"}
    assert {found[name] for name in zero} == {0}
    assert all(found[name] is None for name in set(found) - counts - zero)


def test_percentiles_by_nearest_rank() -> None:
    waits = Counter(range(1, 111))
    assert [percentile(waits, percent) for percent in (50, 90, 100)] == [55, 99, 110]
    assert percentile(Counter(), 50) is None


def test_a_figure_opens_the_conversations_behind_it() -> None:
    facts = recompute(
        [
            event("05:00", REPLIED, 1, agent=7),
            event("10:00", SAID, 1),
            event("10:01", Kind.RESOLVED, 1, agent=7),
            event("10:00", SAID, 2),
            event("06:00", SAID, 3),
            event("06:01", REPLIED, 3, agent=7),
            event("06:00", SAID, 4),
            event("06:02", Kind.LEFT, 4),
        ],
        "Asia/Tokyo",
        hours,
        at("12:00"),
    ).values()
    behind = {
        name: conversations_behind(name, facts, TOKYO)
        for name in (
            "rounds",
            "waiting_now",
            "three_minute_rate",
            "customers_received",
            "acknowledged",
            "lost",
            "occupancy",
        )
    }
    assert behind == {
        "rounds": [2, 3, 4],
        "waiting_now": [2, 4],
        "three_minute_rate": [2],
        "customers_received": [1, 3],
        "acknowledged": [1],
        "lost": [4],
        "occupancy": [],
    }


@settings(max_examples=80, deadline=None)
@given(histories(), st.sampled_from(ZONES), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_tallies_kept_up_give_the_figures_of_a_rebuild(
    history: list[Event], zone: str, gap: timedelta
) -> None:
    now = (history[-1].at if history else datetime(2026, 1, 1, tzinfo=UTC)) + gap
    variant = Variant(zone=zone)
    fold, by_day = Fold(zone, hours), defaultdict[date, Tally](Tally)
    changes = [change for each in history for change in fold.add(each)]
    for change in [*changes, *fold.settle(now)]:
        if change.before is not None:
            by_day[change.before.day].count(change.before, variant, -1)
        by_day[change.after.day].count(change.after, variant)
    rebuilt = recompute(history, zone, hours, now)
    kept = total(by_day.values())
    assert kept == tally(rebuilt.values(), variant)
    present = Present(variant, now, hours)
    assert figures(kept, present) == figures(tally(rebuilt.values(), variant), present)


@settings(max_examples=80, deadline=None)
@given(histories(), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_shares_stay_within_their_bounds(history: list[Event], gap: timedelta) -> None:
    now = (history[-1].at if history else datetime(2026, 1, 1, tzinfo=UTC)) + gap
    facts = recompute(history, "UTC", hours, now)
    variant = Variant(zone="UTC")
    found = figures(tally(facts.values(), variant), Present(variant, now, hours))
    for name, value in found.items():
        if value is not None and DEFINITIONS[name].unit is Unit.SHARE:
            assert 0 <= value <= 1, name


def test_an_empty_tally_is_equal_to_another() -> None:
    assert total([]) == Tally()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_has_a_name_and_a_formula(locale: str) -> None:
    told = texts(locale)
    for name in DEFINITIONS:
        assert told[f"insight.figure.{name}"]
        assert told[f"insight.figure.{name}.formula"][-1] in "。."
