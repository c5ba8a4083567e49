"""Where people stand: what being seen, silent or gone makes of it, and what a hand has chosen."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import get_args

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.kernel import feed
from madoguchi.people.presence import queries
from madoguchi.people.presence.contracts import (
    AbilityChanges,
    ChosenBy,
    Presence,
    Sighting,
    Spoken,
    State,
    Why,
)
from madoguchi.people.presence.operations import change_ability, choose_presence, note_presence
from madoguchi.people.presence.rules import REMEMBERED, attend, choice_after
from madoguchi.people.shifts.contracts import Duty
from tests.databases import database_url
from tests.refusals import refused
from tests.world import World

__all__ = ["database_url"]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STATES = st.sampled_from(get_args(State))
PRESENCES = st.none() | st.builds(
    Presence,
    id=st.just(1),
    version=st.just(1),
    state=STATES,
    since=st.sampled_from([NOW - timedelta(minutes=5), NOW - timedelta(days=1)]),
    why=st.sampled_from(get_args(Why)),
    chosen=STATES,
    chosen_by=st.sampled_from(get_args(ChosenBy)),
    chosen_at=st.sampled_from([NOW - timedelta(minutes=5), NOW - timedelta(days=1)]),
)
DUTIES = st.builds(
    Duty,
    working=st.booleans(),
    ended_at=st.none() | st.sampled_from([NOW, NOW - timedelta(hours=9), NOW - timedelta(days=2)]),
)
SIGHTINGS = st.builds(
    Sighting,
    online=st.booleans(),
    active=st.booleans(),
    duty=st.none() | DUTIES,
    left=st.booleans(),
)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    opened = World(database_url)
    yield opened
    opened.close()


def applied(presence: Presence | None, change: tuple[State, Why], now: datetime = NOW) -> Presence:
    state, why = change
    choice = choice_after(presence, state, why, now)
    return Presence(
        id=1,
        version=2,
        state=state,
        since=now,
        why=why,
        chosen=choice.chosen,
        chosen_by=choice.chosen_by,
        chosen_at=choice.chosen_at,
    )


@given(presence=PRESENCES, sighting=SIGHTINGS)
def test_being_seen_twice_the_same_way_changes_nothing_more(
    presence: Presence | None, sighting: Sighting
) -> None:
    change = attend(presence, sighting, NOW)
    if change is None:
        return
    after = applied(presence, change)
    again = attend(after, sighting, NOW)
    # Only silence may still follow: who has just come may have done nothing for long.
    assert again is None or (again == ("away", "silence") and not sighting.active)


@given(presence=PRESENCES, sighting=SIGHTINGS)
def test_nobody_who_is_gone_is_given_customers(
    presence: Presence | None, sighting: Sighting
) -> None:
    gone = Sighting(False, sighting.active, sighting.duty, sighting.left)
    change = attend(presence, gone, NOW)
    state = change[0] if change else ("offline" if presence is None else presence.state)
    assert state == "offline"


def seen(
    presence: Presence | None, now: datetime = NOW, **sighting: object
) -> tuple[State, Why] | None:
    return attend(presence, Sighting(**{"online": True, **sighting}), now)  # type: ignore[arg-type]


def test_silence_and_back_restores_what_was_chosen() -> None:
    hung_up = applied(None, ("hang_up", "hand"))
    away = applied(hung_up, ("away", "silence"))
    assert seen(hung_up, active=False) == ("away", "silence")
    assert seen(away) == ("hang_up", "returned")
    by_hand = applied(None, ("away", "hand"))
    assert seen(by_hand) is None


def test_a_choice_is_remembered_for_a_working_day_only() -> None:
    gone = applied(applied(None, ("busy", "hand")), ("offline", "lost"))
    assert seen(gone) == ("busy", "returned")
    assert seen(gone, NOW + REMEMBERED) == ("available", "returned")
    hidden = applied(None, ("offline", "hand"))
    assert seen(hidden) is None


def test_the_end_of_a_shift_hangs_up_and_its_beginning_takes_customers_again() -> None:
    available = applied(None, ("available", "hand"))
    assert seen(available, LATER, duty=OVER) == ("hang_up", "shift")
    ended = applied(available, ("hang_up", "shift"), LATER)
    assert seen(ended, LATER, duty=OVER) is None
    assert seen(ended, LATER, duty=AGAIN) == ("available", "shift")
    # What was chosen after work, or before it begins, is left alone.
    chosen = applied(ended, ("hang_up", "hand"), LATER)
    assert seen(chosen, LATER, duty=AGAIN) is None
    works_on = applied(ended, ("available", "hand"), LATER)
    assert seen(works_on, LATER, duty=OVER) is None


LATER = NOW + timedelta(hours=9)
OVER = Duty(working=False, ended_at=LATER - timedelta(minutes=1))
AGAIN = Duty(working=True, ended_at=LATER - timedelta(minutes=1))


@pytest.mark.parametrize(
    "gone", [("offline", "lost"), ("offline", "left"), ("away", "silence")], ids=lambda one: one[1]
)
def test_the_next_shift_reaches_who_was_gone_in_between(gone: tuple[State, Why]) -> None:
    ended = applied(None, ("hang_up", "shift"), LATER)
    back = applied(applied(ended, gone, LATER), ("hang_up", "returned"), LATER)
    assert (back.why, back.chosen_by) == ("returned", "shift")
    assert seen(back, LATER, duty=OVER) is None
    assert seen(back, LATER, duty=AGAIN) == ("available", "shift")
    # Or it begins while they are gone.
    assert seen(applied(ended, gone, LATER), LATER, duty=AGAIN) == ("available", "shift")


def test_a_shift_that_ends_while_somebody_is_gone_has_ended_for_them() -> None:
    available = applied(None, ("available", "hand"))
    for gone in applied(available, ("offline", "lost")), applied(available, ("away", "silence")):
        assert seen(gone, LATER, duty=OVER) == ("hang_up", "shift")
    # What a hand chose before the end holds no longer when the next one begins.
    hung_up = applied(applied(None, ("hang_up", "hand")), ("offline", "left"))
    assert seen(hung_up, LATER, duty=AGAIN) == ("available", "shift")


def test_a_clock_set_back_keeps_nobody_from_the_end_of_their_shift() -> None:
    tomorrow = applied(None, ("available", "hand"), LATER + timedelta(days=1))
    assert seen(tomorrow, LATER, duty=OVER) == ("hang_up", "shift")
    a_moment_ahead = applied(None, ("available", "hand"), LATER + timedelta(seconds=1))
    assert seen(a_moment_ahead, LATER, duty=OVER) is None


def test_a_choice_made_again_counts_anew(world: World) -> None:
    assert world.lin.id is not None
    first = world.store.write_now(choose_presence, world.lin.id, "available", by=world.lin)
    world.clock.move(hours=1)
    again = world.store.write_now(choose_presence, world.lin.id, "available", by=world.lin)
    assert again.since == first.since
    assert again.chosen_at > first.chosen_at


def test_presence_is_kept_with_its_reason_and_told_to_all(world: World) -> None:
    assert world.lin.id is not None
    before = world.store.read_now(lambda view: feed.last_position(view.connection))
    made = world.store.write_now(note_presence, world.lin.id, "available", "returned", version=0)
    assert made is not None
    assert (made.state, made.why, made.since) == ("available", "returned", made.since)
    stale = world.store.write_now(note_presence, world.lin.id, "away", "silence", version=0)
    assert stale is None
    chosen = world.store.write_now(choose_presence, world.lin.id, "hang_up", by=world.lin)
    assert world.store.read_now(queries.presence, world.lin.id) == chosen
    again = world.store.write_now(choose_presence, world.lin.id, "hang_up", by=world.lin)
    assert again == chosen
    events = world.store.read_now(lambda view: feed.read(view.connection, before, 10))
    assert [(event.kind, event.by_kind, event.shop_id) for event in events] == [
        ("presence_changed", "system", None),
        ("presence_changed", "person", None),
    ]


def test_only_oneself_or_a_supervisor_says_where_somebody_stands(world: World) -> None:
    assert world.lin.id is not None
    with refused("people.supervisor_only"):
        world.store.write_now(choose_presence, world.lin.id, "away", by=world.sora)
    with refused("presence.bad_state", field="state"):
        world.store.write_now(choose_presence, world.lin.id, "asleep", by=world.lin)
    with refused("people.not_found"):
        world.store.write_now(choose_presence, 999, "away", by=world.anna)
    away = world.store.write_now(choose_presence, world.lin.id, "away", by=world.anna)
    assert (away.state, away.why) == ("away", "hand")


def test_abilities_have_defaults_and_bounds(world: World) -> None:
    assert world.lin.id is not None
    before = world.store.read_now(queries.ability, world.lin.id)
    assert (before.capacity, before.languages, before.skills) == (10, [Spoken("en")], [])
    with refused("people.supervisor_only"):
        world.store.write_now(
            change_ability, world.lin.id, AbilityChanges(capacity=20), by=world.lin
        )
    for changes, field in (
        (AbilityChanges(capacity=-1), "capacity"),
        (AbilityChanges(languages=[Spoken("ja"), Spoken("ja-JP")]), "languages"),
        (AbilityChanges(languages=[Spoken("日本語")]), "languages"),
        (AbilityChanges(languages=[Spoken("ja", 4)]), "languages"),
        (AbilityChanges(skills=["x" * 41]), "skills"),
    ):
        with refused(f"ability.bad_{field}", field=field):
            world.store.write_now(change_ability, world.lin.id, changes, by=world.anna)
    full = AbilityChanges(capacity=12, languages=[Spoken("ja")], skills=["pre_sale", "pre_sale"])
    after = world.store.write_now(change_ability, world.lin.id, full, by=world.anna)
    assert (after.version, after.capacity, after.skills) == (1, 12, ["pre_sale"])
    assert world.store.read_now(queries.ability, world.lin.id) == after


def test_two_supervisors_change_different_things_at_once(world: World) -> None:
    assert world.lin.id is not None
    with ThreadPoolExecutor(2) as both:
        for capacity in range(2, 22):
            skill = f"skill {capacity}"
            changes = AbilityChanges(capacity=capacity), AbilityChanges(skills=[skill])
            list(
                both.map(
                    lambda each: world.store.write_now(
                        change_ability, world.lin.id or 0, each, by=world.anna
                    ),
                    changes,
                )
            )
            after = world.store.read_now(queries.ability, world.lin.id)
            assert (after.capacity, after.skills) == (capacity, [skill])
