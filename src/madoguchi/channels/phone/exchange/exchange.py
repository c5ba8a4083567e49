"""The exchange: takes calls from the trunk, lets them ring at desks, does what desks ask."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
import structlog

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.exchange.keeping import Keeper, Kind
from madoguchi.channels.phone.exchange.live import LiveCall
from madoguchi.channels.phone.exchange.prompts import Prompts
from madoguchi.channels.phone.exchange.trunks import Trunks, caller_of
from madoguchi.channels.phone.link.wire import Ask, Tell
from madoguchi.channels.phone.media.anchor import Beat
from madoguchi.channels.phone.media.browser import BadOffer, BrowserLeg, relay
from madoguchi.channels.phone.media.carrier import CarrierLeg, NoPorts, Ports
from madoguchi.channels.phone.media.clips import Clip
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.operations.rehearsing import rehearse
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.channels.phone.rules import flow as f
from madoguchi.channels.phone.rules.fields import digits
from madoguchi.channels.phone.rules.queue import estimate_s, place_of, rings_at
from madoguchi.channels.phone.sip import sdp
from madoguchi.channels.phone.sip.dialog import Dialog
from madoguchi.channels.phone.sip.message import Request
from madoguchi.channels.phone.sip.user_agent import UserAgent
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable
from madoguchi.kernel.store import Store

LOOK_SECONDS = 0.25
STAFF_SECONDS = 1.0
"""How often it is looked who is free while somebody waits, besides when a call ends."""
_DEEDS: dict[str, f.Happening] = {"hold": f.Hold(), "resume": f.Resume(), "hang_up": f.HungUp()}

log = structlog.get_logger("madoguchi.phone")


class Where(msgspec.Struct, frozen=True):
    """Where the exchange listens, and by what address others reach it."""

    sip: tuple[str, int]
    public: str
    media: str
    ports: tuple[int, int]
    relays: list[str] = []


class Exchange:
    """Open it, `run` it as a task, close it."""

    def __init__(self, store: Store, blobs: Blobs, where: Where, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.beat = Beat()
        self.prompts = Prompts(folder / "prompts")
        self.name = secrets.token_hex(8)
        """This process among those that came before it."""
        self._keeper = Keeper(store, blobs, folder)
        self._where = where
        self._relays = [relay(each) for each in where.relays]
        self._ports = Ports(where.media, *where.ports)
        self._agent: UserAgent | None = None
        self._live: dict[int, LiveCall] = {}
        self._trunks = Trunks(store)
        self._talks_s: list[float] = []
        self._staff = 0
        self._wanted = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def sip_port(self) -> int:
        """The port that SIP listens on."""
        assert self._agent is not None
        return int(self._agent.place.rpartition(":")[2])

    async def open(self) -> None:
        """Listen. What a process before this one left behind is cleared up first."""
        await self.store.write(calls.drop_all, but=self.name)
        await self._keeper.keep_left_behind()
        await self._trunks.read()
        await self._rehearse()
        self._agent = UserAgent(self._trunks.admits, self._called)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            partial(_same, self._agent), local_addr=self._where.sip
        )
        port = transport.get_extra_info("sockname")[1]
        self._agent.place = f"{self._where.public}:{port}"
        log.info("phone_open", sip=self._agent.place)

    async def _rehearse(self) -> None:
        """Go through a call's first steps without keeping them: the first caller shall not wait
        while statements are compiled and calendars read.
        """
        line = self._trunks.any_line()
        if line is not None:
            with contextlib.suppress(Refusal):
                await self.store.write(rehearse, line, self.name)
            await self.store.read(queries.floor)
            await self._plan(line)

    async def run(self) -> None:
        """Carry calls until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.beat.run())
            tasks.create_task(self._watch())
            tasks.create_task(self._trunks.follow())
            tasks.create_task(self._find_staff())

    async def close(self) -> None:
        """End every call, write everything down, stop listening."""
        for live in tuple(self._live.values()):
            live.happen(f.HungUp() if live.flow.person_id is not None else f.Gone())
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._agent is not None:
            self._agent.close()

    # A call comes.

    def _called(self, dialog: Dialog, request: Request) -> None:
        self._start(self._receive(dialog, request))

    async def _receive(self, dialog: Dialog, request: Request) -> None:
        try:
            line = self._trunks.line_of(request)
            if line is None:
                dialog.refuse(404)
                return
            stream = sdp.read(request.body)
            leg = await self._ports.open(_nobody)
        except sdp.Unusable:
            dialog.refuse(488)
            return
        except NoPorts:
            dialog.refuse(503)
            return
        try:
            number = caller_of(request)
            coming = calls.Coming(external_id=dialog.call_id, process=self.name, number=number)
            call = await self.store.write(calls.come, line, coming)
            plan = await self._plan(line)
        except Refusal as refusal:
            log.warning("call_refused", detail=str(refusal))
            leg.close()
            dialog.refuse(503)
            return
        if dialog.state == "ended":
            leg.close()
            await self.store.write(calls.end, call.id, "abandoned")
            return
        leg.direct(stream)
        live = LiveCall(self, call, line, dialog, leg, plan)
        self._live[call.id] = live
        live.happen(f.Came())

    async def _plan(self, line: Line) -> f.Plan:
        return f.Plan(
            languages=line.languages,
            open=await self.store.read(queries.is_open, line.shop_id),
            record=line.record,
            voicemail=line.voicemail,
            callbacks=line.callbacks,
            patience_s=line.patience_s,
        )

    def describe(self, leg: CarrierLeg) -> bytes:
        """Return the description of a leg of ours."""
        codecs = (leg.codec, 8 - leg.codec)
        return sdp.write(self._where.public, leg.port, codecs=codecs, session=leg.port)

    # Who is free.

    def look_for_staff(self) -> None:
        """Look soon who is free, and let calls ring there."""
        self._wanted.set()

    def place_of(self, live: LiveCall, *, offer_callback: bool) -> list[Clip]:
        """Return what is said of a waiting call's place."""
        same = [each.call.id for each in self._waiting() if each.line.shop_id == live.line.shop_id]
        place = place_of(same, live.call.id)
        seconds = estimate_s(place, self._staff, self._talks_s)
        return self.prompts.place(live.flow.language, place, seconds, offer_callback=offer_callback)

    def _waiting(self) -> list[LiveCall]:
        found = [each for each in self._live.values() if each.flow.phase == "waiting"]
        return sorted(found, key=lambda each: each.call.id)

    async def _find_staff(self) -> None:
        while True:
            try:
                async with asyncio.timeout(STAFF_SECONDS):
                    await self._wanted.wait()
            except TimeoutError:
                pass
            self._wanted.clear()
            waiting = self._waiting()
            if not waiting:
                continue
            try:
                floor = await self.store.read(queries.floor)
            except Refusal as refusal:
                log.warning("floor_unreadable", detail=str(refusal))
                continue
            self._talks_s = floor.talks_s
            holding = {
                each.flow.person_id
                for each in self._live.values()
                if each.flow.person_id is not None
            }
            occupied = floor.occupied | holding
            self._staff = sum(1 for agent in floor.agents if agent.takes)
            for live in waiting:
                if live.flow.phase == "waiting":
                    live.show_ringing(
                        rings_at(
                            floor.agents,
                            occupied,
                            shop_id=live.line.shop_id,
                            language=live.flow.language,
                            team_id=live.flow.wanted_team,
                            person_id=live.flow.wanted_person,
                        )
                    )

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for live in tuple(self._live.values()):
                live.look()

    # What desks ask.

    async def do(self, ask: Ask) -> Tell:
        """Do what one of the staff asks; raises what it is refused with."""
        if ask.deed == "take":
            return Tell(id=ask.id, answer=await self._take(ask))
        if ask.deed == "dial":
            call, answer = await self._dial(ask)
            return Tell(id=ask.id, call_id=call.id, answer=answer)
        live = self._live.get(ask.call_id)
        if live is None:
            raise Conflict("phone.call_over")
        if live.flow.person_id != ask.person_id:
            raise Forbidden("phone.not_your_call")
        if ask.deed == "press":
            live.press(ask.keys)
            return Tell(id=ask.id)
        if ask.deed == "hand_over":
            done = live.hand_over(ask.to_person, ask.to_team)
        else:
            done = live.happen(_DEEDS[ask.deed])
        if not done:
            raise Conflict("phone.not_now")
        return Tell(id=ask.id)

    async def _take(self, ask: Ask) -> str:
        live = self._live.get(ask.call_id)
        if live is None:
            raise Conflict("phone.call_over")
        self._check_free(ask.person_id)
        browser = BrowserLeg(
            lambda: live.happen_now(f.Up()), lambda: self._lost(live, browser), self._relays
        )
        if not live.take(ask.person_id, browser):
            browser.close()
            raise Conflict("phone.call_taken")
        self.look_for_staff()
        return await self._accept(live, browser, ask.offer)

    async def _dial(self, ask: Ask) -> tuple[Call, str]:
        self._check_free(ask.person_id)
        line = self._trunks.line(ask.line_id)
        if line is None or self._agent is None:
            raise NotFound("phone.line_not_found")
        number = digits(ask.number)
        if not number:
            raise Invalid("phone.bad_number", field="number")
        leg = await self._open_port()
        host = line.trunk[0].partition("/")[0]
        plus = "+" if ask.number.strip().startswith("+") else ""
        dialog = self._agent.call(
            (host, line.trunk_port), f"sip:{plus}{number}@{host}:{line.trunk_port}", line.number
        )
        coming = calls.Coming(
            external_id=dialog.call_id,
            process=self.name,
            number=ask.number.strip(),
            direction="out",
            conversation_id=ask.conversation_id,
            person_id=ask.person_id,
            callback_of=ask.callback_of,
        )
        try:
            call = await self.store.write(calls.come, line, coming)
            plan = await self._plan(line)
        except Refusal:
            leg.close()
            self._agent.forget(dialog)
            raise
        live = LiveCall(self, call, line, dialog, leg, plan)
        self._live[call.id] = live
        browser = BrowserLeg(_nothing, lambda: self._lost(live, browser), self._relays)
        live.browser = browser
        live.anchor.staff.append(browser)
        live.happen(f.Dialled(ask.person_id))
        return call, await self._accept(live, browser, ask.offer)

    async def _accept(self, live: LiveCall, browser: BrowserLeg, offer: str) -> str:
        try:
            return await browser.accept(offer)
        except BadOffer as error:
            live.happen(f.Lost())
            raise Invalid("phone.bad_offer", field="offer") from error

    def _lost(self, live: LiveCall, browser: BrowserLeg) -> None:
        if live.browser is browser:
            live.happen(f.Lost())

    def _check_free(self, person_id: int) -> None:
        if any(each.flow.person_id == person_id for each in self._live.values()):
            raise Conflict("phone.on_a_call")

    async def _open_port(self) -> CarrierLeg:
        try:
            return await self._ports.open(_nobody)
        except NoPorts as error:
            raise Unavailable("phone.no_ports") from error

    # How it ends.

    def keep(
        self, live: LiveCall, path: Path, kind: Kind, seconds: float, announced_at: datetime | None
    ) -> None:
        """Keep a recording that has ended."""
        self._start(self._keeper.keep(live.call.id, path, kind, seconds, announced_at))

    def let_go(self, live: LiveCall) -> None:
        """Forget a call that is over once everything is written."""
        self._start(self._settle(live))

    async def _settle(self, live: LiveCall) -> None:
        self._live.pop(live.call.id, None)
        await live.settled()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _nobody(_key: str) -> None:
    """A leg without a call yet hears no keys."""


def _nothing() -> None:
    """Nobody wants to know."""


def _same(agent: UserAgent) -> UserAgent:
    return agent
