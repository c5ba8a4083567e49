"""Conversations of different weight: nobody waits for ever because they need much of somebody."""

from __future__ import annotations

import heapq
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.desk.routing.contracts import RoutingSettings
from madoguchi.desk.routing.rules.floor import Floor
from tests.desk.test_routing_floor import LATE, MORNING, agent, talk

MINUTE = timedelta(minutes=1)
HOUSE = RoutingSettings()
HEAVY = RoutingSettings(weights=HOUSE.weights | {"line": HOUSE.weights["phone"]})
"""A house in which one channel's conversations take all that somebody can carry."""


def ends(floor: Floor, number: int, at: datetime) -> None:
    """Let a conversation be over."""
    floor.set_talk(talk(number, at, version=99, state="resolved"), at)


def decided(floor: Floor, now: datetime) -> dict[int, int]:
    """Let all be given that can be; returns each conversation with its person."""
    found = {}
    while (decision := floor.next(now)) is not None:
        floor.reserve(decision, now)
        found[decision.conversation_id] = decision.person_id
    return found


@pytest.mark.parametrize(
    ("channel", "fit"), [("webchat", 10), ("line", 10), ("api", 10), ("email", 19), ("phone", 10)]
)
def test_each_channel_weighs_what_the_settings_say(channel: str, fit: int) -> None:
    """Nineteen mails: whatever is light needs a chat's room, or it would overtake for ever. Whoever
    is to be called back is a customer like any other, until they are called.
    """
    floor = Floor(HOUSE)
    floor.set_agent(agent(1, {}, 10), MORNING)
    for number in range(10, 40):
        floor.set_talk(talk(number, MORNING, channel=channel), MORNING)
    assert len(decided(floor, MORNING)) == fit
    weight = HOUSE.weights["webchat" if channel == "phone" else channel]
    assert floor.agents[1].load == fit * weight


def test_who_is_on_the_telephone_has_no_hands_until_they_hang_up() -> None:
    """However long they talk; on whichever channel the call is. After it there is room again."""
    for channel in ("phone", "webchat"):
        floor = Floor(HOUSE)
        floor.set_agent(agent(1, {}, 10), MORNING)
        on = talk(1, MORNING, channel=channel, assignee_id=1, on_call=True)
        floor.set_talk(on, MORNING)
        floor.set_talk(talk(2, MORNING), MORNING)
        floor.tick(MORNING + 90 * MINUTE)
        assert not decided(floor, MORNING + 90 * MINUTE)
        over = talk(1, MORNING, version=9, channel=channel, assignee_id=1)
        floor.set_talk(over, MORNING + 90 * MINUTE)
        assert decided(floor, MORNING + 90 * MINUTE) == {2: 1}


def test_room_is_kept_for_one_who_comes_before_the_chats_that_fill_it() -> None:
    """A chat comes each minute and lasts eight: there is never room for so much by chance."""
    floor = Floor(HEAVY)
    floor.set_agent(agent(1, {}, 10), MORNING)
    call, came = 1000, MORNING + 20 * MINUTE + timedelta(seconds=30)
    given_at: dict[int, datetime] = {}
    for minute in range(60):
        now = MORNING + minute * MINUTE
        if minute >= 8 and minute - 8 in given_at:
            ends(floor, minute - 8, now)
        if now - MINUTE < came <= now:
            floor.set_talk(talk(call, came, channel="line"), now)
        floor.set_talk(talk(minute, now), now)
        given_at |= dict.fromkeys(decided(floor, now), now)
    assert given_at[call] - came <= 8 * MINUTE
    assert {20, 21} & given_at.keys() == {20}  # what came after it waits for it


def test_room_is_kept_with_one_person_only_and_with_who_lacks_least() -> None:
    floor = Floor(HEAVY)
    for person, load in ((1, 4), (2, 7), (3, 2)):
        floor.set_agent(agent(person, {}, 10), MORNING)
        for number in range(load):
            floor.set_talk(talk(100 * person + number, MORNING, assignee_id=person), MORNING)
    floor.set_talk(talk(1000, MORNING, channel="line"), MORNING)
    for number in range(2000, 2030):
        floor.set_talk(talk(number, MORNING + MINUTE), MORNING + MINUTE)
    given = decided(floor, MORNING + MINUTE)
    assert set(given.values()) == {1, 2}
    assert len(given) == 6 + 3
    # The call is over before it was taken: what was kept for it is free again.
    ends(floor, 1000, MORNING + MINUTE)
    assert set(decided(floor, MORNING + MINUTE).values()) == {3}


def test_room_is_kept_with_somebody_who_speaks_the_language_until_it_is_late() -> None:
    floor = Floor(HEAVY)
    for person, language in ((1, "ja"), (2, "zh")):
        floor.set_agent(agent(person, {language: 3}, 10), MORNING)
        floor.set_talk(talk(person, MORNING, assignee_id=person), MORNING)
    floor.set_talk(talk(3, MORNING, assignee_id=1), MORNING)
    floor.set_talk(talk(1000, MORNING, "ja", channel="line"), MORNING)
    floor.set_talk(talk(1001, MORNING), MORNING)
    assert decided(floor, MORNING) == {1001: 2}
    ends(floor, 1, MORNING)
    ends(floor, 3, MORNING)
    assert decided(floor, MORNING) == {1000: 1}
    # Late, and nobody who speaks it comes free: whoever lacks least keeps their room.
    floor.set_talk(talk(1002, MORNING, "ja", channel="line"), MORNING)
    ends(floor, 2, MORNING + LATE)
    ends(floor, 1001, MORNING + LATE)
    assert decided(floor, MORNING + LATE) == {1002: 2}


@given(
    capacities=st.lists(st.integers(1, 12), min_size=1, max_size=3),
    arrivals=st.lists(
        st.tuples(st.integers(1, 60), st.sampled_from([*HEAVY.weights]), st.integers(1, 20)),
        min_size=20,
        max_size=60,
    ),
)
def test_whoever_waits_is_served_however_much_they_need(
    capacities: list[int], arrivals: list[tuple[int, str, int]]
) -> None:
    """As long as those who are served leave again; and nobody carries more than they can."""
    floor = Floor(HEAVY)
    for person, capacity in enumerate(capacities, 1):
        floor.set_agent(agent(person, {}, capacity), MORNING)
    agenda: list[tuple[datetime, int, bool]] = []
    lasts, at = {}, MORNING
    for number, (after, channel, minutes) in enumerate(arrivals, 100):
        at += timedelta(seconds=after)
        lasts[number] = channel, minutes * MINUTE
        heapq.heappush(agenda, (at, number, True))
    served = set()
    while agenda:
        now, number, comes = heapq.heappop(agenda)
        if comes:
            floor.set_talk(talk(number, now, channel=lasts[number][0]), now)
        else:
            ends(floor, number, now)
        for each, person in decided(floor, now).items():
            served.add(each)
            heapq.heappush(agenda, (now + lasts[each][1], each, False))
            carried = floor.agents[person]
            # One may weigh more than some can carry: then it is all they have.
            assert carried.load <= carried.capacity or carried.load == HEAVY.weights["line"]
    assert served == lasts.keys()
    assert all(person.load == 0 for person in floor.agents.values())
