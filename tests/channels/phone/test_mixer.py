"""Who hears whom: laws of the mixer, and of a call that several are on."""

from __future__ import annotations

from array import array
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from madoguchi.channels.phone.media import g711
from madoguchi.channels.phone.media.anchor import Anchor
from madoguchi.channels.phone.media.clips import Clip
from madoguchi.channels.phone.media.mixer import EVERYBODY, NOBODY, Audience, mix, together

Voices = list[bytes | None]


def frame(*samples: int) -> bytes:
    """Return a frame that begins with these samples and goes on with the last."""
    whole = [*samples, *[samples[-1]] * (g711.FRAME - len(samples))]
    return array("h", whole[: g711.FRAME]).tobytes()


@st.composite
def rooms(draw: st.DrawFn) -> tuple[Voices, list[Audience]]:
    count = draw(st.integers(1, 6))
    sample = st.integers(-32_768, 32_767)
    voice = st.none() | st.lists(sample, min_size=1, max_size=4).map(lambda each: frame(*each))
    audience: st.SearchStrategy[Audience] = st.one_of(
        st.just(EVERYBODY), st.just(NOBODY), st.frozensets(st.integers(0, count - 1))
    )
    return (
        draw(st.lists(voice, min_size=count, max_size=count)),
        draw(st.lists(audience, min_size=count, max_size=count)),
    )


def heard_by(ear: int, voices: Voices, audiences: list[Audience]) -> bytes:
    """Return what one hears, as slowly and plainly as it can be said."""
    total = [0] * g711.FRAME
    for place, (voice, audience) in enumerate(zip(voices, audiences, strict=True)):
        if voice is None or place == ear or (audience is not None and ear not in audience):
            continue
        total = [a + b for a, b in zip(total, array("h", voice), strict=True)]
    return array("h", [max(-32_768, min(32_767, each)) for each in total]).tobytes()


@given(rooms())
def test_each_hears_all_who_speak_to_them_and_never_themselves(
    room: tuple[Voices, list[Audience]],
) -> None:
    voices, audiences = room
    assert mix(voices, audiences) == [
        heard_by(ear, voices, audiences) for ear in range(len(voices))
    ]


@given(rooms(), st.randoms(use_true_random=False))
def test_the_order_of_the_places_makes_no_difference(
    room: tuple[Voices, list[Audience]], chance: object
) -> None:
    voices, audiences = room
    order = list(range(len(voices)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    moved = mix(
        [voices[place] for place in order],
        [
            audience if audience is None else [order.index(ear) for ear in audience]
            for audience in (audiences[place] for place in order)
        ],
    )
    plain = mix(voices, audiences)
    assert moved == [plain[place] for place in order]


def test_two_loud_voices_are_cut_and_do_not_turn_over() -> None:
    loud = frame(30_000)
    assert set(array("h", together([loud, loud]))) == {32_767}
    assert together([]) == g711.SILENCE
    assert together([loud]) is loud


class Leg:
    """Somebody who says one thing all the time, and remembers what they heard last."""

    def __init__(self, says: int) -> None:
        self.says = says
        self.heard = 0
        self.closed = False

    def take(self) -> bytes | None:
        return frame(self.says)

    def give(self, samples: bytes) -> None:
        self.heard = array("h", samples)[0]

    def play(self, clip: Clip, frame: int) -> None:
        self.give(clip.frames[frame])

    def heard_for(self) -> float | None:
        return 0.0

    def close(self) -> None:
        self.closed = True


def test_a_supervisor_listens_whispers_and_a_colleague_comes_in(tmp_path: Path) -> None:
    caller, agent, colleague = Leg(1), Leg(10), Leg(100)
    listener, whisperer = Leg(1_000), Leg(10_000)
    anchor = Anchor(caller)
    anchor.staff += [agent]
    anchor.listeners.append(listener)
    anchor.whispers[whisperer] = agent
    anchor.talking = True
    anchor.record(tmp_path / "1-1-talk.wav", stereo=True)
    anchor.tick()
    assert (caller.heard, agent.heard) == (10, 10_001)
    assert (listener.heard, whisperer.heard) == (11, 11)
    anchor.staff.append(colleague)
    anchor.tick()
    assert (caller.heard, agent.heard, colleague.heard) == (110, 10_101, 11)
    # The caller is held: colleagues hear each other, and the caller the tone alone.
    anchor.talking = False
    anchor.play([Clip(frame(7))], looped=True)
    anchor.tick()
    assert (caller.heard, agent.heard, colleague.heard) == (7, 10_100, 10)
    assert listener.heard == 110
    anchor.leave(agent)
    anchor.tick()
    # Whom one whispered to is gone: nobody hears what was meant for them.
    assert (agent.closed, colleague.heard) == (True, 0)
    assert anchor.stop_recording() is not None
    samples = array("h", (tmp_path / "1-1-talk.wav").read_bytes()[44:])
    # What is recorded of the staff is what the caller heard of them.
    assert [samples[at * 2 * g711.FRAME + 1] for at in range(4)] == [10, 110, 0, 0]
