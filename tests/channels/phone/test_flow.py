"""The order of a call: stories as tables, and laws that hold whatever happens in whatever order."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given
from msgspec.structs import replace

from madoguchi.channels.phone.rules.effects import (
    Answer,
    Bridge,
    Effect,
    HangUp,
    Play,
    Queue,
    Record,
    Ring,
    WantCallback,
)
from madoguchi.channels.phone.rules.flow import Flow, Plan, step
from madoguchi.channels.phone.rules.happenings import (
    Answered,
    Came,
    Digit,
    Entered,
    Gone,
    HandOver,
    Happening,
    Hold,
    HungUp,
    Left,
    Lost,
    PassedOn,
    Played,
    Resume,
    Rung,
    Stopped,
    Took,
    Up,
)

PLAIN = Plan(
    languages=["ja"], open=True, record=False, voicemail=True, callbacks=True, patience_s=60
)
FULL = Plan(
    languages=["ja", "en"], open=True, record=True, voicemail=True, callbacks=True, patience_s=60
)
HAPPENINGS = st.one_of(
    st.just(Came()),
    st.just(Answered()),
    st.builds(Digit, st.sampled_from("0123456789*#")),
    st.builds(Played, st.sampled_from(["menu", "queue", "tone", "record", "bye", "talk"])),
    st.builds(
        Rung,
        st.sampled_from(
            ["menu", "connect", "place", "patience", "hand_over", "voicemail", "dialling"]
        ),
    ),
    st.builds(Took, st.integers(1, 3)),
    st.sampled_from([Up(), Lost(), Hold(), Resume(), HungUp(), Gone(), Stopped()]),
    st.builds(HandOver, st.integers(1, 3)),
    st.builds(Entered, st.integers(1, 3)),
    st.builds(Left, st.integers(1, 3)),
    st.builds(PassedOn, st.integers(1, 3)),
)


def played(plan: Plan, *happenings: Happening) -> tuple[Flow, list[Effect]]:
    """Play a story; returns where it ends, and everything that was done."""
    flow, done = Flow(plan=plan, language=plan.languages[0]), []
    for each in happenings:
        flow, effects = step(flow, each)
        done += effects
    return flow, done


def test_a_plain_call_rings_is_taken_and_is_answered_only_then() -> None:
    flow, done = played(PLAIN, Came())
    assert (flow.phase, flow.answered) == ("waiting", False)
    assert Ring() in done
    assert Answer() not in done
    flow, done = played(PLAIN, Came(), Took(7), Up())
    assert (flow.phase, flow.person_id) == ("talking", 7)
    assert done.count(Answer()) == 1
    assert done[-1] == Bridge()


def test_the_menu_the_announcement_and_then_the_queue() -> None:
    flow, done = played(FULL, Came())
    assert done == [Answer(), Play(("menu",), "menu")]
    flow, done = played(FULL, Came(), Digit("2"))
    assert flow.language == "en"
    assert done[-1] == Play(("notice",), "queue")
    flow, done = played(
        FULL,
        Came(),
        Digit("2"),
        Played("queue"),
        Took(7),
        Up(),
    )
    assert done[-1] == Record("talk")


def test_who_presses_nothing_is_asked_twice_and_then_spoken_to_in_the_first_language() -> None:
    silent: list[Happening] = [
        Came(),
        Played("menu"),
        Rung("menu"),
        Played("menu"),
        Rung("menu"),
    ]
    flow, done = played(FULL, *silent)
    assert done.count(Play(("menu",), "menu")) == 2
    assert flow.language == "ja"
    assert done[-1] == Play(("notice",), "queue")


@pytest.mark.parametrize("lost", [Lost(), Rung("connect")])
def test_a_desk_that_is_lost_gives_the_caller_back_to_the_queue(lost: Happening) -> None:
    flow, done = played(
        FULL,
        Came(),
        Digit("1"),
        Played("queue"),
        Took(7),
        lost,
    )
    assert (flow.phase, flow.person_id) == ("waiting", None)
    assert Play(("please_hold",), "tone") in done
    flow, done = step(flow, Took(8))
    assert flow.person_id == 8


def test_a_call_that_is_handed_over_rings_there_first_and_then_everywhere() -> None:
    flow, _ = played(
        PLAIN,
        Came(),
        Took(7),
        Up(),
        HandOver(person_id=9),
    )
    assert (flow.phase, flow.wanted_person) == ("waiting", 9)
    flow, done = step(flow, Rung("hand_over"))
    assert flow.wanted_person is None
    assert done == [Queue()]


def test_a_key_in_the_queue_asks_to_be_called_back() -> None:
    waiting: list[Happening] = [
        Came(),
        Digit("1"),
        Played("queue"),
    ]
    flow, done = played(FULL, *waiting, Digit("1"), Played("bye"))
    assert (flow.phase, flow.ending) == ("ended", "callback")
    assert WantCallback() in done
    # Also for who hangs up before we have said goodbye.
    flow, _ = played(FULL, *waiting, Digit("1"), Gone())
    assert flow.ending == "callback"


@given(st.sampled_from([PLAIN, FULL]), st.booleans(), st.lists(HAPPENINGS, max_size=40))
def test_whatever_happens(plan: Plan, closed: bool, happenings: list[Happening]) -> None:
    plan = replace(plan, open=not closed)
    flow, done = played(plan, Came())
    for each in happenings:
        before = flow
        flow, effects = step(flow, each)
        done += effects
        if before.phase == "ended":
            assert (flow, effects) == (before, [])
        if flow.phase == "ended" and before.phase != "ended":
            assert flow.ending is not None
            assert effects[-1] == HangUp()
        # Nobody is recorded who was not told.
        assert Record("talk") not in effects or flow.announced
        # Nobody hears a caller but whoever has the call.
        assert Bridge() not in effects or flow.person_id is not None
        # Colleagues are on a call that somebody has, and nobody is on it twice.
        there = (flow.person_id, *flow.guests)
        assert len(set(there)) == len(there)
        assert not flow.guests or flow.phase in ("talking", "held")
        # Only one of those who take it at once has it.
        if isinstance(each, Took) and before.phase != "waiting":
            assert flow.person_id == before.person_id
    assert done.count(Answer()) <= 1
    assert done.count(HangUp()) <= 1
    # Every call can be ended.
    assert step(flow, Gone())[0].phase == "ended"
