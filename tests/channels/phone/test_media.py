"""G.711, packets out of order, keys, recordings after a kill, prompts and mixing."""

from __future__ import annotations

import itertools
import wave
from array import array
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from madoguchi.channels.phone.contracts.lines import LANGUAGES
from madoguchi.channels.phone.exchange.prompts import FARTHEST_PLACE, Prompts
from madoguchi.channels.phone.media import g711, rtp
from madoguchi.channels.phone.media.wav import Recording, mend
from madoguchi.channels.phone.rules.queue import SAID_MINUTES, estimate_s, place_of, said_minutes
from tests.channels.phone.carrier import note


def test_both_laws_come_back_as_they_went() -> None:
    codes = bytes(range(256))
    for codec in (g711.PCMU, g711.PCMA):
        again = g711.encode(g711.decode(codes, codec), codec)
        # Of the two zeros of µ-law one is enough.
        assert [a for a, b in zip(codes, again, strict=True) if a != b] in ([], [0x7F])


@given(st.integers(-32_768, 32_767), st.sampled_from([g711.PCMU, g711.PCMA]))
def test_a_sample_keeps_its_size(sample: int, codec: int) -> None:
    samples = array("h", [sample]).tobytes()
    (heard,) = array("h", g711.decode(g711.encode(samples, codec), codec))
    assert abs(heard - sample) <= max(16, abs(sample) / 16)


def packets(count: int, first: int) -> list[rtp.Packet]:
    return [
        rtp.Packet(0, first + index & 0xFFFF, 160 * index, 7, bytes([index % 256]) * 160)
        for index in range(count)
    ]


@given(st.integers(0, 65_535), st.permutations(range(6)))
def test_packets_out_of_order_are_heard_in_order(first: int, order: list[int]) -> None:
    sent, buffer = packets(6, first), rtp.JitterBuffer()
    for index in order:
        buffer.put(sent[index])
    heard = [buffer.take() for _ in range(6)]
    assert heard == [packet.payload for packet in sent]
    assert buffer.take() is None


@given(st.integers(0, 65_535), st.lists(st.booleans(), min_size=40, max_size=200))
def test_what_is_lost_is_missed_and_nothing_else(first: int, arrives: list[bool]) -> None:
    buffer, heard = rtp.JitterBuffer(), []
    for packet, there in zip(packets(len(arrives), first), arrives, strict=True):
        if there:
            buffer.put(packet)
        frame = buffer.take()
        if frame is not None:
            heard.append(frame[0])
    # In their order, each once.
    steps = [(b - a) % 256 for a, b in itertools.pairwise(heard)]
    assert all(0 < each < 128 for each in steps)
    assert len(heard) <= sum(arrives)


def test_a_key_is_heard_once_however_often_it_is_said() -> None:
    sender, keys, heard = rtp.Sender(0), rtp.Keys(), ""
    for key in "11#":
        for last in (False, False, True, True, True):
            packet = rtp.parse(sender.event(101, key, 5, last=last))
            assert packet is not None
            heard += keys.take(packet)
        sender.skip(10)
    assert heard == "11#"


@given(st.binary(max_size=200))
def test_no_packet_is_too_strange(data: bytes) -> None:
    packet = rtp.parse(data)
    if packet is not None:
        rtp.JitterBuffer().put(packet)
        rtp.Keys().take(packet)


def test_a_recording_can_be_heard_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "1-1-talk.wav"
    recording = Recording(path, 2)
    for index in range(50):
        recording.write(note(350, 160 * index), note(700, 160 * index))
    recording._file.flush()  # as the system would have it after a kill; nothing is closed
    with path.open("ab") as file:
        file.write(b"\1\2\3")  # half a sample
    assert mend(path) == (1.0, 2)
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getnframes()) == (2, 8_000)
    recording._file.close()


def test_every_prompt_is_there_in_every_language(tmp_path: Path) -> None:
    prompts = Prompts(tmp_path)
    for language in LANGUAGES:
        for name in ("notice", "voicemail", "closed", "please_hold", "callback_done"):
            (clip,) = prompts.clips((name,), language, list(LANGUAGES))
            samples = array("h", b"".join(clip.frames))
            assert clip.seconds > 1
            assert max(samples) > 2_000, (language, name)
        assert len(prompts.clips(("menu",), language, list(LANGUAGES))) == len(LANGUAGES)
        for place in range(1, FARTHEST_PLACE + 3):
            for minutes in (None, *SAID_MINUTES, 90):
                seconds = None if minutes is None else 60.0 * minutes
                said = prompts.place(language, place, seconds, offer_callback=True)
                assert len(said) == (2 if minutes is None else 3)


@given(st.floats(0, 1e5))
def test_an_estimate_never_flatters(seconds: float) -> None:
    said = said_minutes(seconds)
    assert said is None or said * 60 >= seconds


def test_a_place_in_the_queue() -> None:
    assert [place_of([4, 7, 9], each) for each in (4, 9, 11)] == [1, 3, 4]
    assert estimate_s(3, 2, [60, 120]) == 135
    assert estimate_s(1, 0, [60]) is None
    assert estimate_s(1, 2, []) is None
