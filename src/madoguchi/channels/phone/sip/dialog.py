"""One call's dialog, whichever side began it: what was said, what is due, what came of it.

The user agent hands it messages; a `Listener` is told what matters to a call.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from madoguchi.channels.phone.sip import sdp
from madoguchi.channels.phone.sip.answers import digit_of, new_branch
from madoguchi.channels.phone.sip.ends import Ends
from madoguchi.channels.phone.sip.listener import Listener
from madoguchi.channels.phone.sip.message import (
    Answer,
    Request,
    read_address,
)
from madoguchi.channels.phone.sip.timers import GIVE_UP, Repeated

if TYPE_CHECKING:
    from madoguchi.channels.phone.sip.user_agent import UserAgent

MOST_FORKS = 20
"""Telephones that a proxy may let answer one call of ours; past them nobody is asked to hang up."""

Place = tuple[str, int]
State = Literal["early", "answered", "confirmed", "ended"]


class Dialog:
    """A call as SIP knows it. Made by `UserAgent`; `listener` is to be set before anything else."""

    def __init__(self, agent: UserAgent, peer: Place, ends: Ends) -> None:
        self.listener: Listener | None = None
        self.peer = peer
        self.ends = ends
        self.state: State = "early"
        self.rang_at: float | None = None
        self.answered_at: float | None = None
        self.description = b""
        """What we say of our audio; repeated whenever the other side asks anew."""
        self._agent = agent
        self._cseq = secrets.randbelow(1000) + 1
        self._invite: Request | None = None
        self._ours = False
        self._invite_branch = ""
        self._invite_cseq = 0
        self._last_answer = b""
        self._acks: dict[str, bytes] = {}
        """What acknowledges the answer of each telephone that has answered our call, by its tag."""
        self._repeating: list[Repeated] = []
        self._requests: dict[tuple[int, str], Repeated] = {}
        self._provisional = False
        self._cancelling = False
        self._cancelled = False
        self._leaving = False
        self._heard = 0
        """The number of their last request; what comes with it again is answered alike."""
        self._said: tuple[str, bytes] = ("", b"")

    @property
    def call_id(self) -> str:
        """The name of the dialog both sides share."""
        return self.ends.call_id

    # What we do with a call of theirs.

    def received(self, invite: Request) -> None:
        """Take a first INVITE; says 100."""
        self._invite = invite
        self._heard = invite.cseq[0]
        self._answer_invite(100)

    def ring(self) -> None:
        """Say that it rings."""
        if self.state == "early" and self._invite is not None:
            self._mark_ringing()
            self._answer_invite(180)

    def accept(self, description: bytes) -> None:
        """Answer the call; said again until they confirm."""
        if self.state != "early" or self._invite is None:
            return
        self.state = "answered"
        self.answered_at = asyncio.get_running_loop().time()
        self.description = description
        self._last_answer = self.ends.answer(self._invite, 200, description)
        self._repeat(lambda: self._agent.send(self._last_answer, self.peer), self._unconfirmed)

    def refuse(self, status: int) -> None:
        """Refuse the call; said again until they have heard it."""
        if self.state != "early" or self._invite is None:
            return
        self._last_answer = self.ends.answer(self._invite, status)
        self._repeat(lambda: self._agent.send(self._last_answer, self.peer))
        self._end()

    # What we do with a call of ours.

    def call(self, description: bytes) -> None:
        """Send the INVITE."""
        self._ours = True
        self.description = description
        self._invite_branch = new_branch()
        self._invite_cseq = self._cseq
        invite = self.ends.request("INVITE", self._invite_branch, self._cseq, description)
        self._repeat(
            lambda: self._agent.send(invite, self.peer), lambda: self._over("silence"), longest=32
        )

    def hang_up(self) -> None:
        """End it, however far it has come: BYE, CANCEL, or a refusal."""
        if self.state == "ended" or self._leaving:
            return
        if self.state == "answered":
            # Not before they know that we have answered (RFC 3261, 15): else who has not heard
            # the answer yet knows no call that could be ended.
            self._leaving = True
            return
        if self.state == "early":
            if self._invite is not None:
                self.refuse(480)
            elif self._provisional:
                self._cancel()
            else:
                self._cancelling = True  # as soon as they have said anything at all
            return
        self._stop_repeating()
        self._ask("BYE")
        self._end()

    def _cancel(self) -> None:
        if self._cancelled:
            return
        self._cancelling = self._cancelled = True
        cancel = self.ends.request("CANCEL", self._invite_branch, self._invite_cseq, to_tag=False)
        self._wait_for((self._invite_cseq, "CANCEL"), cancel)
        # Whoever never says what became of the INVITE is not waited for (RFC 3261, 9.1).
        asyncio.get_running_loop().call_later(GIVE_UP, self._uncalled)

    def _uncalled(self) -> None:
        if self.state == "early":
            self._over("silence")

    @property
    def unheard(self) -> bool:
        """Whether the other side has said nothing yet to a call of ours."""
        return self.state == "early" and not self._provisional

    # What the other side says.

    def asked(self, request: Request) -> None:
        """Take a request within the dialog. Raises `Malformed`."""
        method = request.method
        if method == "ACK":
            self._acknowledged(request)
            return
        if method != "CANCEL" and self._heard_before(request):
            return
        if method == "INVITE":
            self._asked_to_invite(request)
        elif method == "CANCEL":
            self._reply(request, 200)
            if self.state == "early" and self._invite is not None:
                self.refuse_cancelled()
        elif method == "BYE":
            self._reply(request, 200)
            if self.state != "ended":
                if self.state == "early" and self._invite is not None:
                    self.refuse_cancelled()
                else:
                    self._stop_repeating()
                    self._over("bye")
        elif self.state == "ended":
            self._reply(request, 481)
        elif method == "INFO":
            self._reply(request, 200)
            digit = digit_of(request)
            if digit:
                self._tell(lambda listener: listener.digit(digit))
        elif method == "UPDATE":
            self._renegotiate(request)
        elif method == "OPTIONS":
            self._reply(request, 200)
        else:
            self._reply(request, 405)

    def _acknowledged(self, request: Request) -> None:
        if self.state not in ("answered", "ended"):
            return
        self._stop_repeating()
        if self.state == "ended":
            return
        self.state = "confirmed"
        if self._leaving:
            self._leaving = False
            self.hang_up()
            return
        if request.body:  # their description, where the INVITE had none
            try:
                self._take_description(sdp.read(request.body))
            except sdp.Unusable:
                self.hang_up()
                self._tell(lambda listener: listener.ended("refused 488"))
                return
        self._tell(lambda listener: listener.confirmed())

    def _heard_before(self, request: Request) -> bool:
        """Answer alike what is only said again; a key told twice is one (RFC 3261, 12.2.2)."""
        number = request.cseq[0]
        first = self._invite
        if first is not None and request.method == "INVITE" and number <= first.cseq[0]:
            return False
        if number > self._heard:
            self._heard = number
            return False
        method, said = self._said
        if number == self._heard and method == request.method:
            self._agent.send(said, self.peer)
        else:
            self._agent.send(self.ends.answer(request, 500), self.peer)
        return True

    def refuse_cancelled(self) -> None:
        """They have taken the call back: 487, and it is over."""
        assert self._invite is not None
        self._last_answer = self.ends.answer(self._invite, 487)
        self._repeat(lambda: self._agent.send(self._last_answer, self.peer))
        self._over("cancelled")

    def told(self, answer: Answer) -> None:
        """Take an answer to something we asked. Raises `Malformed`."""
        number, method = answer.cseq
        if method == "INVITE" and self._ours:
            self._told_of_invite(answer, number)
        elif answer.status >= 200:
            waiting = self._requests.pop((number, method), None)
            if waiting is not None:
                waiting.stop()

    def _told_of_invite(self, answer: Answer, number: int) -> None:
        if number != self._invite_cseq:
            return
        if answer.status < 200:
            if self.state == "early":
                self._provisional = True
                self._stop_repeating()
                if self._cancelling:
                    self._cancel()
                elif answer.status in (180, 183):
                    self._mark_ringing()
                    self._tell(lambda listener: listener.ringing())
            return
        if answer.status >= 300:
            ack = self.ends.acknowledge_refusal(answer, self._invite_branch, number)
            self._agent.send(ack, self.peer)
            if self.state == "early":
                self._stop_repeating()
                self._over(f"refused {answer.status}")
            return
        if self.state != "early":
            self._told_again(answer, number)
            return
        self._stop_repeating()
        called_off = self._cancelling
        self.ends = self.ends.answered_by(answer)
        self.state = "confirmed"
        self.answered_at = asyncio.get_running_loop().time()
        self._acknowledge(self.ends, number)
        if called_off:  # they answered while our CANCEL was on its way
            self.hang_up()
            return
        try:
            stream = sdp.read(answer.body)
        except sdp.Unusable:
            self.hang_up()
            self._tell(lambda listener: listener.ended("refused 488"))
            return
        self._tell(lambda listener: listener.answered(stream))

    def _told_again(self, answer: Answer, number: int) -> None:
        """Acknowledge an answer said again; of another telephone that a proxy rang too (RFC 3261,
        13.2.2.4) it is let go: one has the call already, or nobody wants it any more.
        """
        tag = read_address(answer.get("to")).tag
        if tag in self._acks:
            self._agent.send(self._acks[tag], self.peer)
        elif len(self._acks) < MOST_FORKS:
            other = self.ends.answered_by(answer)
            self._acknowledge(other, number)
            self._ask("BYE", other)

    def _acknowledge(self, ends: Ends, number: int) -> None:
        ack = self._acks[ends.remote_tag] = ends.request("ACK", new_branch(), number)
        self._agent.send(ack, self.peer)

    def _asked_to_invite(self, request: Request) -> None:
        first = self._invite
        if first is not None and request.cseq[0] <= first.cseq[0]:
            if self._last_answer:
                self._agent.send(self._last_answer, self.peer)
        elif self.state == "confirmed":
            self._renegotiate(request)
        else:
            self._reply(request, 481 if self.state == "ended" else 491)

    def _renegotiate(self, request: Request) -> None:
        if request.body:
            try:
                self._take_description(sdp.read(request.body))
            except sdp.Unusable:
                self._reply(request, 488)
                return
        elif request.method == "UPDATE":
            self._reply(request, 200)
            return
        self._reply(request, 200, self.description)

    def _take_description(self, stream: sdp.Stream) -> None:
        if self.listener is not None:
            self.description = self.listener.changed(stream)

    # How it is said.

    def _reply(self, request: Request, status: int, body: bytes = b"") -> None:
        answer = self.ends.answer(request, status, body)
        if request.method != "CANCEL":
            self._said = (request.method, answer)
        self._agent.send(answer, self.peer)

    def _answer_invite(self, status: int) -> None:
        assert self._invite is not None
        self._last_answer = self.ends.answer(self._invite, status)
        self._agent.send(self._last_answer, self.peer)

    def _ask(self, method: str, ends: Ends | None = None) -> None:
        self._cseq += 1
        asked = (ends or self.ends).request(method, new_branch(), self._cseq)
        self._wait_for((self._cseq, method), asked)

    def _wait_for(self, key: tuple[int, str], message: bytes) -> None:
        self._requests[key] = Repeated(
            lambda: self._agent.send(message, self.peer), lambda: self._requests.pop(key, None)
        )

    def _repeat(
        self,
        say: Callable[[], None],
        on_silence: Callable[[], None] | None = None,
        *,
        longest: float = 4,
    ) -> None:
        self._stop_repeating()
        self._repeating.append(Repeated(say, on_silence, longest=longest))

    def _stop_repeating(self) -> None:
        for each in self._repeating:
            each.stop()
        self._repeating.clear()

    def _unconfirmed(self) -> None:
        self._ask("BYE")
        self._over("silence")

    def _mark_ringing(self) -> None:
        if self.rang_at is None:
            self.rang_at = asyncio.get_running_loop().time()

    def _over(self, why: str) -> None:
        if self.state != "ended":
            self._end()
            self._tell(lambda listener: listener.ended(why))

    def _end(self) -> None:
        self.state = "ended"
        # Whoever lost our last word says theirs again, for as long as they may.
        asyncio.get_running_loop().call_later(GIVE_UP, self._agent.forget, self)

    def _tell(self, what: Callable[[Listener], None]) -> None:
        if self.listener is not None:
            what(self.listener)

    def silence(self) -> None:
        """Stop every repetition: the process ends."""
        self._stop_repeating()
        for repeated in self._requests.values():
            repeated.stop()
