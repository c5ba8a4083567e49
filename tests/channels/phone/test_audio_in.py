"""What arrives on our ports: packets of any length, of strangers, while held; and keys."""

from __future__ import annotations

import asyncio
import socket
from array import array
from collections.abc import Callable
from typing import cast

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.channels.phone.media import g711, rtp
from madoguchi.channels.phone.media.anchor import Anchor, Beat
from madoguchi.channels.phone.media.carrier import CarrierLeg, Ports
from madoguchi.channels.phone.media.hearing import Hearing
from madoguchi.channels.phone.sip.sdp import Direction, Stream
from tests.channels.phone.carrier import note, strength

TRUNK = ("192.0.2.7", 4000)
STRANGER = ("198.51.100.66", 4000)


class Out(asyncio.DatagramTransport):
    """Keeps what a leg sends, and to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[rtp.Packet, tuple[str, int]]] = []

    def sendto(self, data: object, addr: object = None) -> None:
        packet = rtp.parse(cast("bytes", data))
        assert packet is not None
        self.sent.append((packet, cast("tuple[str, int]", addr)))

    def get_extra_info(self, name: str, default: object = None) -> object:
        return ("127.0.0.1", 4002)

    def close(self) -> None:
        """Nothing is open."""


def leg_on(out: Out, on_key: Callable[[str], None] = lambda _: None) -> CarrierLeg:
    """Return a leg whose carrier has addresses in 192.0.2.0/24."""
    leg = CarrierLeg(on_key, lambda: None, lambda host: host.startswith("192.0.2."))
    leg.connection_made(out)
    return leg


def described(direction: Direction = "sendrecv", events: int | None = None) -> Stream:
    return Stream(host="192.0.2.7", port=4000, codec=0, events=events, direction=direction)


@given(st.integers(40, 560), st.integers(0, 65_535))
def test_packets_of_any_length_are_heard_whole(length: int, first: int) -> None:
    hearing, heard = Hearing(), b""
    sound = bytes(index % 255 for index in range(40 * length))
    for number in range(40):
        part = sound[number * length : (number + 1) * length]
        hearing.put(rtp.Packet(0, first + number & 0xFFFF, number * length, 7, part))
        while len(hearing.jitter._waiting) > rtp.DEPTH:
            frame = hearing.take()
            assert frame is not None
            heard += frame
    assert len(heard) > 20 * 2 * length
    assert g711.decode(sound, 0).startswith(heard)


@given(st.lists(st.binary(max_size=1_500), max_size=30))
def test_packets_of_all_lengths_at_once_are_still_frames(payloads: list[bytes]) -> None:
    hearing = Hearing()
    for number, payload in enumerate(payloads):
        hearing.put(rtp.Packet(number % 14, number, 160 * number, 7, payload))
        frame = hearing.take()
        assert frame is None or len(frame) == len(g711.SILENCE)


def test_a_burst_that_came_late_is_not_heard_late_for_ever() -> None:
    buffer, number = rtp.JitterBuffer(), 0

    def come(count: int) -> None:
        nonlocal number
        for _ in range(count):
            buffer.put(rtp.Packet(0, number, 160 * number, 7, b"x" * 160))
            number += 1

    come(rtp.DEEPEST)
    for _ in range(10 * rtp.LOOKED_AT):
        come(1)
        buffer.take()
    assert len(buffer._waiting) <= rtp.DEPTH + 1


def test_whoever_sprays_packets_over_our_ports_is_not_sent_the_call() -> None:
    out = Out()
    leg = leg_on(out)
    leg.direct(described())
    sender = rtp.Sender(0)
    leg.datagram_received(sender.packet(b"\xff" * 160), STRANGER)
    leg.give(g711.SILENCE)
    assert out.sent[-1][1] == TRUNK
    assert leg.heard_for() is None
    # Behind a NAT the carrier may speak from another of its addresses.
    other = ("192.0.2.9", 5555)
    leg.datagram_received(sender.packet(b"\xff" * 160), other)
    leg.give(g711.SILENCE)
    assert out.sent[-1][1] == other
    leg.datagram_received(sender.packet(b"\xff" * 160), TRUNK)
    leg.give(g711.SILENCE)
    assert out.sent[-1][1] == other


def test_who_holds_us_is_sent_nothing_and_is_not_taken_for_lost() -> None:
    out = Out()
    leg = leg_on(out)
    leg.direct(described())
    leg.datagram_received(rtp.Sender(0).packet(b"\xff" * 160), TRUNK)
    assert leg.heard_for() is not None
    leg.direct(described("inactive"))
    leg.give(g711.SILENCE)
    assert out.sent == []
    assert leg.heard_for() is None
    leg.direct(described())
    leg.give(g711.SILENCE)
    assert len(out.sent) == 1


def test_keys_are_taken_by_the_number_that_was_offered() -> None:
    out = Out()
    heard: list[str] = []
    leg = leg_on(out, heard.append)
    leg.direct(described(events=96))
    assert b"m=audio 4002 RTP/AVP 0 96\r\n" in leg.describe("192.0.2.1")
    sender = rtp.Sender(0)
    leg.datagram_received(sender.event(96, "7", 1, first=True), TRUNK)
    late = sender.event(96, "7", 5, last=True)
    sender.skip(10)
    leg.datagram_received(sender.event(96, "8", 1, first=True), TRUNK)
    leg.datagram_received(late, TRUNK)  # the end of the one before
    assert heard == ["7", "8"]
    bare = leg_on(Out())
    bare.direct(described())
    assert b"telephone-event" not in bare.describe("192.0.2.1")


def test_keys_are_pressed_as_tones_where_events_are_not_understood() -> None:
    out = Out()
    leg = leg_on(out)
    leg.direct(described())
    leg.press("5")
    for _ in range(8):
        leg.give(note(350, 0))
    sound = g711.decode(b"".join(packet.payload for packet, _ in out.sent[:5]), 0)
    assert strength(sound, 770) > 0.4
    assert strength(sound, 1_336) > 0.4
    assert strength(g711.decode(out.sent[7][0].payload, 0), 350) > 0.6
    leg.press("1" * 1_000)
    assert len(leg._pressing) <= 64 * 7


def test_events_say_their_beginning_once_and_their_end_three_times() -> None:
    out = Out()
    leg = leg_on(out)
    leg.direct(described(events=101))
    leg.press("5")
    for _ in range(8):
        leg.give(g711.SILENCE)
    kinds = [packet.kind for packet, _ in out.sent]
    assert kinds == [101] * 8 + [0]
    assert [packet.payload[1] >> 7 for packet, _ in out.sent[:8]] == [0] * 5 + [1] * 3
    assert len({packet.timestamp for packet, _ in out.sent[:8]}) == 1


def test_ports_come_back_and_those_of_others_are_left_alone() -> None:
    async def play() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            first = other.getsockname()[1] & ~1
            ports = Ports("127.0.0.1", first, first + 3, lambda _: True)
            legs = [await ports.open(lambda _: None)]
            assert legs[0].port != other.getsockname()[1]
            legs[0].close()
            await asyncio.sleep(0)
            again = await ports.open(lambda _: None)
            again.close()

    asyncio.run(play())


def test_a_call_that_cannot_be_carried_is_told_and_others_go_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Quiet:
        ticks = 0

        def take(self) -> bytes | None:
            self.ticks += 1
            return None

        def give(self, samples: bytes) -> None:
            assert set(array("h", samples)) == {0}

        def play(self, clip: object, frame: int) -> None:
            """Nothing is played."""

        def heard_for(self) -> float | None:
            return None

        def close(self) -> None:
            """Nothing is open."""

    class Broken(Quiet):
        def take(self) -> bytes | None:
            raise ValueError

    async def play() -> None:
        beat, told, well = Beat(), [], Quiet()
        beat.add(Anchor(Broken()), lambda: told.append("told"))
        beat.add(Anchor(well))
        running = asyncio.create_task(beat.run())
        async with asyncio.timeout(10):
            while well.ticks < 3:  # noqa: ASYNC110 - it is polled once
                await asyncio.sleep(0.01)
        running.cancel()
        assert told == ["told"]

    asyncio.run(play())
    assert "anchor_failed" in capsys.readouterr().out
