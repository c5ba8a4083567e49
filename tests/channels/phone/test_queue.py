"""Who rings where while several wait: in their turn, and only where somebody could answer."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import hypothesis.strategies as st
from hypothesis import given

from madoguchi.channels.phone.rules.queue import Wait, rings, rings_at, staff_of
from madoguchi.desk.routing.rules.choosing import Agent
from madoguchi.people.presence.contracts import State

SHOP, OTHER_SHOP = 1, 2


def agent(
    number: int, *, shops: tuple[int, ...] = (SHOP,), state: State = "available", speaks: str = ""
) -> Agent:
    return Agent(
        id=number,
        state=state,
        since=datetime(2026, 11, 22, tzinfo=UTC),
        capacity=1_000,
        languages={speaks: 2} if speaks else {},
        shop_ids=frozenset(shops),
    )


def wait(number: int, shop: int = SHOP, language: str = "ja", person: int | None = None) -> Wait:
    return Wait(call_id=number, shop_id=shop, language=language, person_id=person)


AGENTS = st.lists(
    st.builds(
        lambda shops, state, speaks: (tuple(shops), state, speaks),
        st.sets(st.sampled_from([SHOP, OTHER_SHOP]), min_size=1),
        st.sampled_from(["available", "busy", "away"]),
        st.sampled_from(["", "ja", "ko"]),
    ),
    max_size=4,
)
WAITING = st.lists(
    st.builds(
        lambda shop, language, person: (shop, language, person),
        st.sampled_from([SHOP, OTHER_SHOP]),
        st.sampled_from(["ja", "ko"]),
        st.one_of(st.none(), st.integers(0, 3)),
    ),
    max_size=4,
)


def can_all_be_taken(desks: list[list[int]], people: int) -> bool:
    """Say whether everybody can have somebody of their own: by trying all ways."""
    if len(desks) > people:
        return False
    return any(
        all(person in able for person, able in zip(chosen, desks, strict=True))
        for chosen in permutations(range(people), len(desks))
    )


@given(AGENTS, WAITING, st.sets(st.integers(0, 3), max_size=3))
def test_as_many_calls_ring_as_can_be_taken_and_the_oldest_first(
    drawn: list[tuple[tuple[int, ...], State, str]],
    waits: list[tuple[int, str, int | None]],
    occupied: set[int],
) -> None:
    agents = [
        agent(number, shops=shops, state=state, speaks=speaks)
        for number, (shops, state, speaks) in enumerate(drawn)
    ]
    waiting = [wait(10 + number, *each) for number, each in enumerate(waits)]
    found = rings(waiting, agents, occupied)
    assert found.keys() == {each.call_id for each in waiting}
    ringing = [desks for desks in found.values() if desks]
    assert can_all_be_taken(ringing, len(agents))
    in_turn = sorted(waiting, key=lambda each: (not each.handed, each.call_id))
    for place, each in enumerate(in_turn):
        able = rings_at(
            agents, occupied, shop_id=each.shop_id, language=each.language,
            team_id=each.team_id, person_id=each.person_id,
        )  # fmt: skip
        for person in found[each.call_id]:
            assert person not in occupied
        if place == 0:
            assert found[each.call_id] == able, "whoever is next rings wherever they may"
        if not found[each.call_id]:
            # Nobody is left over for it by those who came before.
            before = [found[one.call_id] for one in in_turn[:place] if found[one.call_id]]
            assert not can_all_be_taken([*before, able], len(agents))


def test_one_who_is_free_is_rung_by_the_caller_who_waits_longest() -> None:
    two = [wait(1), wait(2)]
    assert rings(two, [agent(7)], ()) == {1: [7], 2: []}
    assert rings(two, [agent(7), agent(8)], ()) == {1: [7, 8], 2: [7, 8]}
    assert rings(two, [agent(7), agent(8)], {8}) == {1: [7], 2: []}


def test_whom_the_fittest_leave_over_is_taken_by_anybody() -> None:
    crew = [agent(7, speaks="ja"), agent(8, speaks="ko")]
    assert rings([wait(1), wait(2)], crew, ()) == {1: [7], 2: [8]}


def test_a_call_that_a_colleague_has_sent_goes_before() -> None:
    waiting = [wait(1), wait(2, person=7)]
    assert rings(waiting, [agent(7)], ()) == {1: [], 2: [7]}


def test_the_estimate_counts_only_who_answers_for_this_shop() -> None:
    crew = [agent(1), agent(2, shops=(OTHER_SHOP,)), agent(3, state="away"), agent(4, state="busy")]
    assert staff_of(crew, SHOP) == 2
