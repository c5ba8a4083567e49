"""SIP as it comes from the network: spoilt, repeated, lost, and too much of it."""

from __future__ import annotations

import asyncio
import random

import hypothesis.strategies as st
import pytest
from hypothesis import given

from madoguchi.channels.phone.sip import sdp
from madoguchi.channels.phone.sip.dialog import Dialog
from madoguchi.channels.phone.sip.limits import MOST_ADDRESSES, Limits
from madoguchi.channels.phone.sip.message import (
    Malformed,
    Request,
    parse,
    read_address,
    read_via,
)
from madoguchi.channels.phone.sip.user_agent import UserAgent, reply_place
from tests.channels.phone.carrier import nonsense

BODY = (
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 4000 RTP/AVP 8 0 101\r\na=sendrecv\r\n"
)
INVITE = (
    b"INVITE sip:+81312345678@127.0.0.1 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK1;rport\r\n"
    b'f: "Tanaka, \\"Hana\\"" <sip:+819011112222@carrier.example;user=phone>;tag=a1\r\n'
    b"t: <sip:+81312345678@127.0.0.1>\r\ni: call-1\r\nCSeq: 1 INVITE\r\n"
    b"m: <sip:carrier@127.0.0.1:5099>\r\nMax-Forwards: 70\r\nc: application/sdp\r\n"
    b"l: %d\r\n\r\n%b" % (len(BODY), BODY)
)


def test_a_message_is_read_with_short_names_and_a_quoted_display_name() -> None:
    request = parse(INVITE)
    assert isinstance(request, Request)
    caller = read_address(request.get("from"))
    assert (caller.name, caller.uri.user, caller.tag) == ('Tanaka, "Hana"', "+819011112222", "a1")
    assert request.cseq == (1, "INVITE")
    assert sdp.read(request.body).codec == sdp.PCMA


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SIP/2.0/UDP 192.0.2.1 : 5062 ;branch=x", ("127.0.0.9", 5062)),
        ("SIP / 2.0 / UDP 192.0.2.1", None),
        ("SIP/2.0/UDP 192.0.2.1;rport", ("127.0.0.9", 9999)),
        ("SIP/2.0/UDP 192.0.2.1", ("127.0.0.9", 5060)),
    ],
)
def test_an_answer_goes_where_the_question_came_from(
    text: str, place: tuple[str, int] | None
) -> None:
    if place is None:
        with pytest.raises(Malformed):
            read_via(text)
        return
    request = parse(
        INVITE.replace(b"SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK1;rport", text.encode())
    )
    assert isinstance(request, Request)
    assert reply_place(request, ("127.0.0.9", 9999)) == place


@given(st.binary(max_size=2_000))
def test_no_bytes_are_too_strange(data: bytes) -> None:
    for each in (data, INVITE[:100] + data, INVITE + data):
        try:
            message = parse(each)
            for name in ("from", "to", "contact"):
                read_address(message.get(name))
            sdp.read(message.body)
        except (Malformed, sdp.Unusable):
            continue


class Wire(asyncio.DatagramTransport):
    """Takes what is sent, instead of a network."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def sendto(self, data: object, addr: object = None) -> None:
        assert isinstance(data, bytes)
        self.sent.append(data)

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is open."""


def agent_on(wire: Wire, *, known: bool = True) -> tuple[UserAgent, list[Dialog]]:
    """Return a user agent whose calls are only remembered."""
    calls: list[Dialog] = []
    agent = UserAgent(lambda _: known, lambda dialog, _: calls.append(dialog))
    agent.place = "127.0.0.1:5060"
    agent.connection_made(wire)
    return agent, calls


def test_spoilt_messages_raise_nothing_and_leave_nothing_behind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def play() -> None:
        wire = Wire()
        agent, _ = agent_on(wire)
        for seed in range(2_000):
            agent.datagram_received(nonsense(seed, INVITE), ("127.0.0.1", 5099))
        assert agent.dialogs < 2_000
        agent.close()

    asyncio.run(play())
    assert "sip_failed" not in capsys.readouterr().out


def test_an_invite_said_twice_is_one_call_and_is_answered_alike() -> None:
    async def play() -> None:
        wire = Wire()
        agent, calls = agent_on(wire)
        for _ in range(3):
            agent.datagram_received(INVITE, ("127.0.0.1", 5099))
        assert len(calls) == 1
        assert len(set(wire.sent)) == 1
        calls[0].refuse(486)
        agent.datagram_received(INVITE, ("127.0.0.1", 5099))
        assert b" 486 " in wire.sent[-1]
        # Somebody else with the same Call-ID is not let into it.
        other = INVITE.replace(b"tag=a1", b"tag=b2")
        agent.datagram_received(other, ("127.0.0.1", 5099))
        assert b" 482 " in wire.sent[-1]
        agent.datagram_received(
            other.replace(b"INVITE", b"BYE").replace(b"5678@127.0.0.1>", b"5678@127.0.0.1>;tag=x"),
            ("127.0.0.1", 5099),
        )
        assert b" 481 " in wire.sent[-1]
        agent.close()

    asyncio.run(play())


def test_a_flood_is_answered_a_little_and_then_not() -> None:
    async def play() -> None:
        wire = Wire()
        agent, calls = agent_on(wire, known=False)
        for number in range(500):
            message = INVITE.replace(b"call-1", b"call-%d" % number)
            agent.datagram_received(message, ("198.51.100.7", 5099))
        assert calls == []
        assert 0 < len(wire.sent) <= 6
        assert all(b" 403 " in each for each in wire.sent)
        assert agent.dialogs == 0
        agent.close()

    asyncio.run(play())


@given(st.lists(st.floats(0, 5), max_size=200))
def test_nobody_says_more_than_the_measure(pauses: list[float]) -> None:
    limits, now, admitted = Limits(rate=2, burst=5), 0.0, 0
    for pause in pauses:
        now += pause
        admitted += limits.admit("a", now)
    assert admitted <= 5 + 2 * now + 1e-6


def test_addresses_are_forgotten_in_the_end() -> None:
    limits, chance = Limits(rate=1, burst=1), random.Random(1)
    for _ in range(MOST_ADDRESSES + 500):
        limits.admit(str(chance.random()), 0)
    assert len(limits._buckets) <= MOST_ADDRESSES
