"""Calls from the chat: customers' browsers, from their offer to the end of their call."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import msgspec
import structlog

from madoguchi.channels.phone.contracts.calls import Ending, Phase
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.exchange.live import LiveCall
from madoguchi.channels.phone.link.wire import Ask
from madoguchi.channels.phone.media.browser import BadOffer
from madoguchi.channels.phone.media.visitor import VisitorLeg
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.rules import happenings
from madoguchi.channels.phone.sip.listener import Listener
from madoguchi.customers.contracts import Introduction
from madoguchi.kernel.errors import Invalid, NotFound, Refusal, Unavailable

if TYPE_CHECKING:
    from madoguchi.channels.phone.exchange.exchange import Exchange

MOST_AT_ONCE = 60
"""Browsers on the line or on their way to it; past it they are offered a callback."""
HEARD_WITHIN_SECONDS = 15.0
SILENT_SECONDS = 6.0
"""A browser sends 50 packets a second, also when muted: after this its page is gone."""
LOOK_SECONDS = 0.25
WAIT_GRAIN_S = 30
"""An estimate is told by the half minute: finer would only flicker."""

log = structlog.get_logger("madoguchi.phone")


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a call stands, as its page shows it; `place` 1 is next, `wait_s` an estimate."""

    call_id: int
    phase: Phase
    place: int | None = None
    wait_s: int | None = None
    ending: Ending | None = None


class Refused(msgspec.Struct, frozen=True):
    """Why there will be no call: the key of a text."""

    refused: str


class Visits:
    """The visits of one exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._visits: dict[str, Visit] = {}

    async def receive(self, ask: Ask) -> str:
        """Take a browser's offer and return our answer; the call begins when it is heard.

        So a page that never connects rings nowhere and leaves nothing behind. Whoever calls again
        has left their first call. Raises `NotFound`, `Invalid`, and `Unavailable` past the most.
        """
        line = self._exchange.line(ask.line_id)
        visitor = ask.visitor
        if line is None or not line.in_chat or visitor is None:
            raise NotFound("phone.line_not_found")
        name = visitor.identities[-1].external_id
        if (earlier := self._visits.pop(name, None)) is not None:
            earlier.leave()
        if len(self._visits) >= MOST_AT_ONCE:
            raise Unavailable("phone.no_ports")
        visit = Visit(self._exchange, line, visitor, ask)
        self._visits[name] = visit
        try:
            answer = await visit.leg.accept(ask.offer)
        except BadOffer as error:
            visit.leave()
            self._forget(name, visit)
            self._exchange.start(visit.leg.closed())
            raise Invalid("phone.bad_offer", field="offer") from error
        self._exchange.start(self._play(name, visit))
        return answer

    def close(self) -> None:
        """End every visit."""
        for visit in tuple(self._visits.values()):
            visit.leave()

    async def _play(self, name: str, visit: Visit) -> None:
        try:
            await visit.play()
        finally:
            visit.leave()
            self._forget(name, visit)
            await visit.leg.closed()

    def _forget(self, name: str, visit: Visit) -> None:
        if self._visits.get(name) is visit:
            del self._visits[name]


class Visit:
    """One browser, and the door (`doors.Door`) of its call."""

    def __init__(
        self,
        exchange: Exchange,
        line: Line,
        visitor: Introduction,
        ask: Ask,
    ) -> None:
        self.listener: Listener | None = None
        self.rang_at: float | None = None
        self.answered_at: float | None = None
        self._heard = asyncio.Event()
        self._left = asyncio.Event()
        self._live: LiveCall | None = None
        self._exchange = exchange
        self._line = line
        self._visitor = visitor
        self._ask = ask
        self.leg = VisitorLeg(self._heard.set, self._lost, self._lost, exchange.relays())

    async def play(self) -> None:
        """Wait for the browser, begin its call, and tell it how that stands until the end."""
        try:
            async with asyncio.timeout(HEARD_WITHIN_SECONDS):
                await self._heard.wait()
        except TimeoutError:
            return
        if self._left.is_set():
            return
        coming = Coming(
            external_id=f"visit {secrets.token_hex(12)}",
            process=self._exchange.name,
            number="",
            visitor=self._visitor,
            language=self._ask.language,
            agreed=self._ask.agreed,
        )
        exchange, line = self._exchange, self._line
        try:
            call = await exchange.store.write(come, line, coming)
            plan = await exchange.plan_of(line)
        except Refusal as refusal:
            log.warning("visit_refused", detail=str(refusal))
            self.leg.tell(_encode(Refused(refusal.key)))
            return
        # The page offers callbacks itself, and has chosen the language.
        plan = msgspec.structs.replace(plan, languages=[call.language], callbacks=False)
        self.rang_at = self.answered_at = asyncio.get_running_loop().time()
        self._live = LiveCall(exchange, call, line, self, self.leg, plan)
        exchange.admit(self._live, happenings.Came(answered=True))
        if self._left.is_set():
            self._tell_listener()
        await self._follow(self._live)

    async def _follow(self, live: LiveCall) -> None:
        told = None
        while live.flow.phase != "ended":
            silent = self.leg.heard_for()
            if silent is not None and silent > SILENT_SECONDS:
                self._lost()
            standing = self._standing(live)
            if standing != told:
                self.leg.tell(_encode(standing))
                told = standing
            await asyncio.sleep(LOOK_SECONDS)

    def _standing(self, live: LiveCall) -> Standing:
        place, wait_s = None, None
        if live.flow.phase == "waiting":
            place, seconds = self._exchange.queue.standing_of(live)
            if seconds is not None:
                wait_s = WAIT_GRAIN_S * round(seconds / WAIT_GRAIN_S)
        return Standing(
            call_id=live.call.id,
            phase=live.flow.phase,
            place=place,
            wait_s=wait_s,
            ending=live.flow.ending if live.flow.phase == "ended" else None,
        )

    def leave(self) -> None:
        """End this visit from our side, however far it has come."""
        self._lost()
        self.leg.close()

    def _lost(self) -> None:
        if not self._left.is_set():
            self._left.set()
            self._heard.set()
            self._tell_listener()

    def _tell_listener(self) -> None:
        if self.listener is not None:
            self.listener.ended("gone")

    # What its call does (`Door`).

    def ring(self) -> None:
        """Do nothing: the page hears the tone."""

    def accept(self, description: bytes) -> None:
        """Do nothing: the page has been answered."""

    def call(self, description: bytes) -> None:
        """Never asked: nobody calls a page."""

    def hang_up(self) -> None:
        """Let the page know that it is over; the leg goes with its call."""
        if self._live is not None:
            self.leg.tell(_encode(self._standing(self._live)))


def _encode(said: Standing | Refused) -> str:
    return msgspec.json.encode(said).decode()
