"""Standards: the most specific holds, each starts the right clock, and a dry run counts all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from madoguchi.clocks.contracts import (
    Action,
    AsPromised,
    Basis,
    BusinessDays,
    Calendar,
    FrozenCalendar,
    Moment,
    PastWait,
    Rings,
    Scope,
    Shift,
    Standard,
    Subject,
    Within,
)
from madoguchi.clocks.errors import StandardError
from madoguchi.clocks.rules import clock as clocks
from madoguchi.clocks.rules import standards as rules
from madoguchi.clocks.rules.freezing import freeze
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.language.catalogue import LOCALES, text

MOMENTS = (Moment(100, (Action.TELL_SUPERVISOR,)),)


@cache
def office() -> FrozenCalendar:
    """Monday to Friday, 09:00-18:00 in Tokyo, with Japan's holidays."""
    weekly = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    calendar: Calendar = read_calendar({"zone": "Asia/Tokyo", "weekly": weekly, "holidays": ["JP"]})
    return freeze(calendar, 2025, 2027)


def at(text_: str) -> datetime:
    return datetime.fromisoformat(f"{text_}+09:00").astimezone(UTC)


def default(subject: Subject) -> Standard:
    found = rules.fitting(rules.defaults(), subject, Scope())
    assert found is not None
    return found


def reply_in(seconds: int, **scope: object) -> Standard:
    return Standard(
        subject=Subject.FIRST_REPLY,
        scope=Scope(**scope),  # type: ignore[arg-type]
        target=Within(seconds),
        basis=Basis.SHOP,
        moments=MOMENTS,
    )


def test_what_ships_is_sound_and_whole() -> None:
    for each in rules.defaults():
        rules.check(each)
    places = {(each.subject, each.scope) for each in rules.defaults()}
    assert len(places) == len(rules.defaults())
    assert {each.subject for each in rules.defaults()} == set(Subject)
    stored = msgspec.json.encode(rules.defaults())
    assert msgspec.json.decode(stored, type=tuple[Standard, ...]) == rules.defaults()


DUE = [
    (Subject.FIRST_REPLY, "2026-03-02T10:00", "2026-03-02T10:01"),
    (Subject.FIRST_REPLY, "2026-03-02T22:00", "2026-03-03T09:01"),
    (Subject.NEXT_REPLY, "2026-03-02T17:59", "2026-03-03T09:02"),
    (Subject.PROMISE, "2026-03-06T10:00", "2026-03-09T18:00"),
    (Subject.PROMISE, "2026-03-19T10:00", "2026-03-23T18:00"),  # the 20th is a holiday
    (Subject.PARTNER_ANSWER, "2026-03-06T16:00", "2026-03-09T11:00"),
    (Subject.CASE_RESOLUTION, "2026-03-05T10:00", "2026-03-10T18:00"),
    (Subject.CASE_RESOLUTION, "2026-03-07T10:00", "2026-03-11T18:00"),
]


@pytest.mark.parametrize(("subject", "since", "due"), DUE)
def test_defaults_fall_due(subject: Subject, since: str, due: str) -> None:
    clock = rules.start(default(subject), office(), at(since))
    assert clocks.due_at(clock) == at(due)


def test_three_rings_by_the_agents_line() -> None:
    standard = default(Subject.PHONE_ANSWER)
    rung = at("2026-03-08T03:00")
    for line, seconds in (("JP", 7), ("FR", 11.5)):
        clock = rules.start(standard, rules.ALWAYS, rung, line=line)
        assert clocks.due_at(clock) == rung + timedelta(seconds=seconds)
    with pytest.raises(StandardError) as refused:
        rules.start(standard, rules.ALWAYS, rung)
    assert refused.value.key == "clocks.unknown_cadence"


def test_a_bad_review_is_answered_in_the_customers_day() -> None:
    standard = default(Subject.REVIEW_CONTACT)
    assert standard.day == Shift(9 * 3600, 20 * 3600)
    day = rules.customer_day("America/New_York", standard.day)
    noon, night = "2026-03-07T12:00-05:00", "2026-03-07T23:00-05:00"
    due = {
        since: clocks.due_at(rules.start(standard, day, datetime.fromisoformat(since)))
        for since in (noon, night)
    }
    assert due == {
        noon: datetime.fromisoformat("2026-03-07T12:02-05:00"),
        night: datetime.fromisoformat("2026-03-08T09:00-04:00"),  # clocks went forward
    }


def test_a_promise_is_due_when_it_says() -> None:
    standard = default(Subject.PROMISE)
    clock = rules.start(standard, office(), at("2026-03-02T10:00"), promised=at("2026-03-02T20:00"))
    assert clocks.due_at(clock) == at("2026-03-02T20:00")
    with pytest.raises(StandardError) as refused:
        rules.start(standard, office(), at("2026-03-02T10:00"), promised=at("2026-03-01T20:00"))
    assert refused.value.key == "clocks.deadline_past"


def test_what_happens_at_each_moment() -> None:
    standard = default(Subject.FIRST_REPLY)
    clock = rules.start(standard, office(), at("2026-03-02T10:00"))
    assert clock.thresholds == (50, 80, 100)
    quiet = replace(standard, moments=(Moment(90, (Action.TELL_AGENT,)),))
    clock = rules.start(quiet, office(), at("2026-03-02T10:00"))
    assert clock.thresholds == (90, 100), "the due time itself is always kept"


def test_the_most_specific_holds_whatever_the_order() -> None:
    anywhere, shop, japanese, vip, exact = (
        reply_in(60),
        reply_in(90, shop=1),
        reply_in(120, language="ja"),
        reply_in(30, tier="vip"),
        reply_in(45, shop=1, channel="line", language="ja"),
    )
    expected = {
        Scope(): anywhere,
        Scope(shop=2, language="ko"): anywhere,
        Scope(shop=1, language="ja"): shop,
        Scope(shop=2, language="ja-JP"): japanese,
        Scope(shop=1, tier="vip"): vip,
        Scope(shop=1, channel="line", language="ja", tier="vip"): exact,
    }
    for order in permutations((anywhere, shop, japanese, vip, exact)):
        for where, standard in expected.items():
            assert rules.fitting(order, Subject.FIRST_REPLY, where) == standard
    assert rules.fitting((anywhere,), Subject.NEXT_REPLY, Scope()) is None


scopes = st.builds(
    Scope,
    shop=st.none() | st.integers(1, 2),
    channel=st.none() | st.sampled_from(["line", "email"]),
    language=st.none() | st.sampled_from(["zh", "zh-TW", "ja"]),
    tier=st.none() | st.sampled_from(["vip", "new"]),
)


@given(st.sets(scopes, max_size=12), scopes, st.randoms())
def test_what_is_chosen_fits_and_none_that_fits_says_more(
    given_: set[Scope], where: Scope, dice: object
) -> None:
    standards = [reply_in(60 + number, **scope_of(each)) for number, each in enumerate(given_)]
    chosen = rules.fitting(standards, Subject.FIRST_REPLY, where)
    dice.shuffle(standards)  # type: ignore[attr-defined]
    assert rules.fitting(standards, Subject.FIRST_REPLY, where) == chosen
    fit = [each.scope for each in standards if rules.fits(each.scope, where)]
    assert (chosen is None) == (not fit)
    if chosen:
        assert chosen.scope in fit
        assert conditions(chosen.scope) == max(map(conditions, fit))


def scope_of(scope: Scope) -> dict:
    return msgspec.structs.asdict(scope)


def conditions(scope: Scope) -> int:
    return sum(value is not None for value in scope_of(scope).values())


def test_a_dry_run_counts_those_still_waiting() -> None:
    answered = {1: 30, 2: 60, 3: 61, 4: None, 5: None}
    since = dict.fromkeys(answered, at("2026-03-02T10:00")) | {5: at("2026-03-02T11:59:30")}
    waits = [
        PastWait(
            number,
            since[number],
            None if seconds is None else since[number] + timedelta(seconds=seconds),
            Scope(shop=1),
        )
        for number, seconds in answered.items()
    ]
    waits.append(PastWait(6, at("2026-03-02T10:00"), None, Scope(shop=2)))
    run = rules.dry_run(reply_in(60, shop=1), waits, lambda _: office(), at("2026-03-02T12:00"))
    assert (run.met, run.missed, run.open) == ((1, 2), (3, 4), (5,))
    assert run.share_met == 0.5
    empty = rules.dry_run(reply_in(60, shop=3), waits, lambda _: office(), at("2026-03-02T12:00"))
    assert empty.share_met is None


def test_a_dry_run_pauses_what_its_clock_could_have_paused() -> None:
    at_opening = like(target=Within(60, at_opening=True))
    day, night = at("2026-03-02T10:00"), at("2026-03-02T03:00")
    half_a_minute = timedelta(seconds=30)
    waits = [
        PastWait(
            number,
            since,
            until + half_a_minute,
            pauses=((since + half_a_minute, until + timedelta(seconds=10)),),
        )
        for number, since, until in (
            (1, day, at("2026-03-02T11:00")),
            (2, night, at("2026-03-02T09:00")),
        )
    ]
    run = rules.dry_run(at_opening, waits, lambda _: office(), at("2026-03-02T12:00"))
    assert run.met == (1,), "20 s of it were left"
    assert run.missed == (2,), "due as the shop opens, as the clock itself is: whoever sleeps"


def like(**changes: object) -> Standard:
    return replace(reply_in(60), **changes)


REFUSED = {
    "length": like(target=Within(0)),
    "length ": like(target=Within(-60)),
    "length  ": like(target=Within(10**12)),
    "days": like(target=BusinessDays(0)),
    "days ": like(target=AsPromised(0)),
    "no_days": like(target=BusinessDays(3), basis=Basis.ALWAYS),
    "rings": like(target=Rings(0), basis=Basis.ALWAYS),
    "ring_seconds": like(target=Rings(3, seconds=0.0), basis=Basis.ALWAYS),
    "day": like(basis=Basis.CUSTOMER_DAY),
    "day ": like(day=Shift(0, 86_400)),
    "day_hours": like(basis=Basis.CUSTOMER_DAY, day=Shift(72_000, 32_400)),
    "moment_twice": like(moments=MOMENTS * 2),
    "percent": like(moments=(Moment(0, (Action.TELL_AGENT,)),)),
    "no_action": like(moments=(Moment(50, ()),)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_standard_that_makes_no_sense_is_refused(what: str) -> None:
    with pytest.raises(StandardError) as refused:
        rules.check(REFUSED[what])
    assert refused.value.key == f"clocks.standard_{what.strip()}"
    told = {text(refused.value.key, locale, **refused.value.params) for locale in LOCALES}
    assert len(told) == len(LOCALES)
