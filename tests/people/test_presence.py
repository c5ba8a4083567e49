"""Where people stand: what being seen, silent or gone makes of it, and what a hand has chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.kernel import feed
from madoguchi.people.presence import queries
from madoguchi.people.presence.contracts import (
    AbilityChanges,
    Presence,
    Sighting,
    Spoken,
    State,
    Why,
)
from madoguchi.people.presence.operations import change_ability, choose_presence, note_presence
from madoguchi.people.presence.rules import REMEMBERED, attend, chosen_after
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
)
SIGHTINGS = st.builds(
    Sighting,
    online=st.booleans(),
    active=st.booleans(),
    shift=st.sampled_from([None, "began", "ended"]),
    left=st.booleans(),
)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    opened = World(database_url)
    yield opened
    opened.close()


def applied(presence: Presence | None, change: tuple[State, Why]) -> Presence:
    state, why = change
    chosen = chosen_after(presence, state, why)
    return Presence(id=1, version=2, state=state, since=NOW, why=why, chosen=chosen)


@given(presence=PRESENCES, sighting=SIGHTINGS)
def test_being_seen_twice_the_same_way_changes_nothing_more(
    presence: Presence | None, sighting: Sighting
) -> None:
    change = attend(presence, sighting, NOW)
    if change is None:
        return
    after = applied(presence, change)
    again = attend(after, Sighting(sighting.online, sighting.active, None, sighting.left), NOW)
    # Only silence may still follow: who has just come may have done nothing for long.
    assert again is None or (again == ("away", "silence") and not sighting.active)


@given(presence=PRESENCES, sighting=SIGHTINGS)
def test_nobody_who_is_gone_is_given_customers(
    presence: Presence | None, sighting: Sighting
) -> None:
    gone = Sighting(False, sighting.active, sighting.shift, sighting.left)
    change = attend(presence, gone, NOW)
    state = change[0] if change else ("offline" if presence is None else presence.state)
    assert state == "offline"


def seen(presence: Presence, **sighting: object) -> tuple[State, Why] | None:
    return attend(presence, Sighting(**{"online": True, **sighting}), NOW)  # type: ignore[arg-type]


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
    late = Presence(
        id=1, version=3, state="offline", since=NOW - REMEMBERED, why="lost", chosen="busy"
    )
    assert seen(late) == ("available", "returned")
    hidden = applied(None, ("offline", "hand"))
    assert seen(hidden) is None


def test_the_end_of_a_shift_hangs_up_and_its_beginning_takes_customers_again() -> None:
    available = applied(None, ("available", "hand"))
    ended = applied(available, ("hang_up", "shift"))
    assert seen(available, shift="ended") == ("hang_up", "shift")
    assert seen(ended, shift="began") == ("available", "shift")
    chosen = applied(available, ("hang_up", "hand"))
    assert seen(chosen, shift="began") is None


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
