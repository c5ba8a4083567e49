"""Dialogs against the order of the wire: crossed, repeated, held, lost."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from madoguchi.channels.phone.sip import dialog as dialogs
from madoguchi.channels.phone.sip import sdp
from madoguchi.channels.phone.sip.dialog import Dialog
from madoguchi.channels.phone.sip.message import Request, parse
from madoguchi.channels.phone.sip.user_agent import UserAgent
from tests.channels.phone.test_sip import BODY, INVITE, Wire, agent_on

CARRIER = ("127.0.0.1", 5099)
OURS = sdp.write("127.0.0.1", 4002)


class Told:
    """Remembers what a dialog tells."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def ringing(self) -> None:
        self.heard.append("ringing")

    def answered(self, stream: sdp.Stream) -> None:
        self.heard.append("answered")

    def confirmed(self) -> None:
        self.heard.append("confirmed")

    def changed(self, stream: sdp.Stream) -> bytes:
        self.heard.append(stream.direction)
        return sdp.write("127.0.0.1", 4002, direction=stream.answered_with)

    def digit(self, digit: str) -> None:
        self.heard.append(digit)

    def ended(self, why: str) -> None:
        self.heard.append(why)


class Talk:
    """A user agent on a wire, and what was said on it."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.agent, self.calls = agent_on(self.wire)
        self.told = Told()

    def hear(self, message: bytes) -> None:
        """Let the carrier say something."""
        self.agent.datagram_received(message, CARRIER)

    def said(self) -> list[str]:
        """Return what we have said since this was last asked: methods and statuses."""
        first = [each.split(b" ", 2) for each in self.wire.sent]
        self.wire.sent.clear()
        return [(one[1] if one[0] == b"SIP/2.0" else one[0]).decode() for one in first]

    def called(self, invite: bytes = INVITE) -> Dialog:
        """Let the carrier call, and return the dialog."""
        self.hear(invite)
        self.calls[0].listener = self.told
        return self.calls[0]

    def request(self, method: str, number: int, body: bytes = b"", kind: str = "") -> bytes:
        """Return a request of theirs within the dialog."""
        return (
            f"{method} sip:madoguchi@127.0.0.1 SIP/2.0\r\n"
            f"v: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK{method}{number};rport\r\n"
            f"f: <sip:+819011112222@carrier.example>;tag=a1\r\n"
            f"t: <sip:+81312345678@127.0.0.1>;tag={self.calls[0].ends.local_tag}\r\n"
            f"i: call-1\r\nCSeq: {number} {method}\r\n"
            f"c: {kind or 'application/sdp'}\r\nl: {len(body)}\r\n\r\n"
        ).encode() + body

    def calling(self) -> Dialog:
        """Call somebody, and return the dialog."""
        made = self.agent.call(CARRIER, "sip:+819011112222@127.0.0.1:5099", "+81312345678")
        made.listener = self.told
        made.call(OURS)
        return made

    def answer(self, made: Dialog, status: int, body: bytes = b"") -> bytes:
        """Return the carrier's answer to our INVITE."""
        invite = parse(self.invite)
        assert isinstance(invite, Request)
        return (
            f"SIP/2.0 {status} Said\r\nv: {invite.get('via')}\r\nf: {invite.get('from')}\r\n"
            f"t: {invite.get('to')};tag=b2\r\ni: {made.call_id}\r\nCSeq: {invite.get('cseq')}\r\n"
            f"m: <sip:them@127.0.0.1:5099>\r\nl: {len(body)}\r\n\r\n"
        ).encode() + body

    invite = b""


def on_a_wire(play: Callable[[Talk], Coroutine[Any, Any, None]]) -> None:
    """Play something within an event loop."""

    async def whole() -> None:
        talk = Talk()
        await play(talk)
        talk.agent.close()

    asyncio.run(whole())


def begun(talk: Talk) -> Dialog:
    made = talk.calling()
    talk.invite = talk.wire.sent[0]
    assert talk.said() == ["INVITE"]
    return made


def test_an_answer_that_crosses_our_cancel_is_acknowledged_and_ended() -> None:
    async def play(talk: Talk) -> None:
        made = begun(talk)
        talk.hear(talk.answer(made, 180))
        made.hang_up()
        assert talk.said() == ["CANCEL"]
        talk.hear(talk.answer(made, 200, BODY))
        assert talk.said() == ["ACK", "BYE"]
        assert talk.told.heard == ["ringing"]

    on_a_wire(play)


def test_who_never_says_what_became_of_a_cancelled_call_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dialogs, "GIVE_UP", 0.01)

    async def play(talk: Talk) -> None:
        made = begun(talk)
        talk.hear(talk.answer(made, 180))
        made.hang_up()
        async with asyncio.timeout(10):
            while talk.agent.dialogs:  # noqa: ASYNC110 - it is polled once
                await asyncio.sleep(0.005)

    on_a_wire(play)


def test_who_has_not_heard_our_answer_is_not_told_goodbye_before() -> None:
    async def play(talk: Talk) -> None:
        call = talk.called()
        call.accept(OURS)
        assert talk.said() == ["100", "200"]
        call.hang_up()
        assert talk.said() == []
        talk.hear(INVITE)  # our 200 was lost: it is said again
        talk.hear(talk.request("ACK", 1))
        assert talk.said() == ["200", "BYE"]
        assert "confirmed" not in talk.told.heard

    on_a_wire(play)


def test_a_key_told_twice_is_pressed_once_and_what_is_old_is_refused() -> None:
    async def play(talk: Talk) -> None:
        call = talk.called()
        call.accept(OURS)
        talk.hear(talk.request("ACK", 1))
        talk.said()
        for number, key in ((2, b"5"), (2, b"5"), (4, b"6"), (3, b"7")):
            talk.hear(talk.request("INFO", number, key, "application/dtmf"))
        assert talk.said() == ["200", "200", "200", "500"]
        assert talk.told.heard == ["confirmed", "5", "6"]

    on_a_wire(play)


def test_who_holds_us_hears_that_we_are_held() -> None:
    async def play(talk: Talk) -> None:
        call = talk.called()
        call.accept(OURS)
        talk.hear(talk.request("ACK", 1))
        talk.wire.sent.clear()
        for number, theirs, ours in (
            (2, b"a=sendonly", b"a=recvonly"),
            (3, b"a=inactive", b"a=inactive"),
            (4, b"a=sendrecv", b"a=sendrecv"),
        ):
            held = talk.request("INVITE", number, BODY.replace(b"a=sendrecv", theirs))
            talk.hear(held)
            talk.hear(held)  # said again, answered alike, done once
            talk.hear(talk.request("ACK", number))
            assert [ours in each for each in talk.wire.sent] == [True, True]
            assert talk.said() == ["200", "200"]
        assert talk.told.heard == ["confirmed", "sendonly", "inactive", "sendrecv"]

    on_a_wire(play)


def test_a_description_may_come_with_the_ack() -> None:
    async def play(talk: Talk) -> None:
        bare = INVITE.partition(b"c: application/sdp")[0] + b"l: 0\r\n\r\n"
        talk.called(bare).accept(OURS)
        assert b"m=audio 4002" in talk.wire.sent[-1]
        talk.hear(talk.request("ACK", 1, BODY))
        assert talk.told.heard == ["sendrecv", "confirmed"]

    on_a_wire(play)


def test_both_hang_up_at_once() -> None:
    async def play(talk: Talk) -> None:
        call = talk.called()
        call.accept(OURS)
        talk.hear(talk.request("ACK", 1))
        talk.said()
        call.hang_up()
        bye = talk.wire.sent[-1]
        talk.hear(talk.request("BYE", 2))
        assert talk.said() == ["BYE", "200"]
        number = re.search(rb"CSeq: (\d+)", bye)
        assert number is not None
        talk.hear(
            b"SIP/2.0 481 Gone\r\n" + bye.split(b"\r\n", 1)[1].replace(b"\r\n\r\n", b"\r\n\r\n")
        )
        assert call.state == "ended"
        # Nothing of ours is said again after that.
        await asyncio.sleep(0)
        assert talk.said() == []

    on_a_wire(play)


def test_a_call_is_cancelled_at_the_moment_we_answer() -> None:
    async def play(talk: Talk) -> None:
        call = talk.called()
        call.accept(OURS)
        talk.hear(INVITE.replace(b"INVITE", b"CANCEL"))
        # The answer was first: the call stands until they say goodbye (RFC 3261, 9.2).
        assert talk.said() == ["100", "200", "200"]
        talk.hear(talk.request("ACK", 1))
        talk.hear(talk.request("BYE", 2))
        assert talk.said() == ["200"]
        assert talk.told.heard == ["confirmed", "bye"]

    on_a_wire(play)


def test_our_number_is_written_as_addresses_are() -> None:
    async def play(talk: Talk) -> None:
        begun(talk)
        assert isinstance(talk.agent, UserAgent)
        invite = parse(talk.invite)
        assert invite.get("from").startswith("<sip:+81312345678@127.0.0.1>;tag=")

    on_a_wire(play)


def test_another_telephone_that_answers_too_is_let_go() -> None:
    """A proxy may ring several and send on every answer (RFC 3261, 13.2.2.4)."""

    async def play(talk: Talk) -> None:
        made = begun(talk)
        talk.hear(talk.answer(made, 200, BODY))
        assert talk.said() == ["ACK"]
        second = talk.answer(made, 200, BODY).replace(b"tag=b2", b"tag=c3").replace(b"them@", b"b@")
        talk.hear(second)
        ack, bye = talk.wire.sent
        assert talk.said() == ["ACK", "BYE"]
        for each in (ack, bye):
            assert b" sip:b@127.0.0.1:5099 SIP/2.0" in each
            assert b";tag=c3\r\n" in each
        talk.hear(second)
        assert talk.said() == ["ACK"], "said again it is acknowledged again, and no more"
        talk.hear(talk.answer(made, 200, BODY))
        assert b";tag=b2\r\n" in talk.wire.sent[-1]
        assert (talk.said(), made.state, talk.told.heard) == (["ACK"], "confirmed", ["answered"])

    on_a_wire(play)


def test_who_answers_a_call_that_was_given_up_is_let_go() -> None:
    async def play(talk: Talk) -> None:
        made = begun(talk)
        talk.hear(talk.answer(made, 180))
        made.hang_up()
        talk.hear(talk.answer(made, 487))
        assert talk.said() == ["CANCEL", "ACK"]
        talk.hear(talk.answer(made, 200, BODY))
        assert talk.said() == ["ACK", "BYE"]
        assert talk.told.heard == ["ringing", "refused 487"]

    on_a_wire(play)
