"""The exchange: takes calls from the trunk, lets them ring at desks, does what desks ask."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Collection, Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
import structlog
from aiortc import RTCIceServer

from madoguchi.channels.phone.contracts.calls import Call, Ending
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.exchange.deeds import Deeds
from madoguchi.channels.phone.exchange.doors import CallerLeg
from madoguchi.channels.phone.exchange.keeping import Keeper, Kind
from madoguchi.channels.phone.exchange.live import LiveCall
from madoguchi.channels.phone.exchange.notes import Notes
from madoguchi.channels.phone.exchange.prompts import Prompts
from madoguchi.channels.phone.exchange.queue import Queue
from madoguchi.channels.phone.exchange.trial import Trial
from madoguchi.channels.phone.exchange.trunks import Trunks, caller_of
from madoguchi.channels.phone.exchange.visits import Visits
from madoguchi.channels.phone.exchange.voices import Voices
from madoguchi.channels.phone.link.wire import Ask, Tell
from madoguchi.channels.phone.media.anchor import Beat
from madoguchi.channels.phone.media.carrier import CarrierLeg, NoPorts, Ports
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.operations.coming import Coming, come
from madoguchi.channels.phone.operations.rehearsing import rehearse
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.channels.phone.rules import happenings
from madoguchi.channels.phone.rules.fields import digits
from madoguchi.channels.phone.rules.flow import Plan
from madoguchi.channels.phone.rules.relays import relays
from madoguchi.channels.phone.sip import sdp
from madoguchi.channels.phone.sip.dialog import Dialog
from madoguchi.channels.phone.sip.message import Request
from madoguchi.channels.phone.sip.user_agent import UserAgent
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound, Refusal, Unavailable
from madoguchi.kernel.store import Store

LOOK_SECONDS = 0.25
CLOSE_SECONDS = 10.0
"""For so long the end waits for what is still to be written; the next start finds the rest."""

log = structlog.get_logger("madoguchi.phone")


class Where(msgspec.Struct, frozen=True):
    """Where the exchange listens, and by what address others reach it."""

    sip: tuple[str, int]
    public: str
    media: str
    ports: tuple[int, int]
    relays: str = ""
    relay_secret: str = ""


class Exchange:
    """Open it, `run` it as a task, close it."""

    def __init__(self, store: Store, blobs: Blobs, where: Where, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.beat = Beat()
        self.prompts = Prompts(folder / "prompts")
        self.voices = Voices(store, blobs)
        self.name = secrets.token_hex(8)
        """This process among those that came before it."""
        self._keeper = Keeper(store, blobs, folder)
        self._where = where
        self.deeds = Deeds(self)
        self.visits = Visits(self)
        self.queue = Queue(self)
        self._agent: UserAgent | None = None
        self._live: dict[int, LiveCall] = {}
        self._trunks = Trunks(store)
        self._ports = Ports(where.media, *where.ports, self._trunks.admits)
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
        await self.voices.read()
        await self._rehearse()
        self._agent = UserAgent(self._trunks.admits, self._called)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            partial(_same, self._agent), local_addr=self._where.sip
        )
        port = transport.get_extra_info("sockname")[1]
        self._agent.place = f"{bracketed(self._where.public)}:{port}"
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
            await self.plan_of(line)

    async def run(self) -> None:
        """Carry calls until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.beat.run())
            tasks.create_task(self._watch())
            tasks.create_task(self._trunks.follow())
            tasks.create_task(self.voices.follow())
            tasks.create_task(self.queue.follow())

    async def close(self) -> None:
        """End every call, write everything down, stop listening."""
        for live in tuple(self._live.values()):
            live.happen(happenings.Stopped())
        self.visits.close()
        await self.deeds.warmth.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        if self._agent is not None:
            self._agent.close()

    # A call comes.

    def _called(self, dialog: Dialog, request: Request) -> None:
        self.start(self._receive(dialog, request))

    async def _receive(self, dialog: Dialog, request: Request) -> None:
        leg: CarrierLeg | None = None
        call: Call | None = None
        try:
            line = self._trunks.line_of(request)
            if line is None:
                dialog.refuse(404)
                return
            # Without a description theirs comes with the ACK (RFC 3261, 13.2.1).
            stream = sdp.read(request.body) if request.body else None
            leg = await self._ports.open(_nobody)
            number = caller_of(request)
            coming = Coming(external_id=dialog.call_id, process=self.name, number=number)
            call = await self.store.write(come, line, coming)
            plan = await self.plan_of(line)
        except sdp.Unusable:
            dialog.refuse(488)
            return
        except Exception as error:
            # No port, no database, or a fault of ours: a caller must never wait for nothing.
            log.warning("call_refused", detail=repr(error))
            if leg is not None:
                leg.close()
            dialog.refuse(503)
            if call is not None:
                await self._note_end(call, "failed")
            return
        if dialog.state == "ended":
            leg.close()
            await self._note_end(call, "abandoned")
            return
        if call.ended_at is not None:
            # Announced to a process before this one, whose death has ended it.
            leg.close()
            dialog.refuse(503)
            return
        if stream is not None:
            leg.direct(stream)
        self.admit(LiveCall(self, call, line, dialog, leg, plan), happenings.Came())

    async def _note_end(self, call: Call, ending: Ending) -> None:
        notes = Notes(self.store, call.id)
        notes.write(calls.end, ending)
        await notes.close()

    def describe(self, leg: CallerLeg) -> bytes:
        """Return the description of a leg of ours."""
        return leg.describe(self._where.public)

    # What happens to calls that go on.

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.deeds.warmth.look()
            for live in tuple(self._live.values()):
                try:
                    live.look()
                except Exception as error:
                    # One call's fault must not end the process, and all calls with it.
                    log.exception("call_failed", call=live.call.id, exc_info=error)

    # What desks ask, and what their deeds need.

    async def do(self, ask: Ask) -> Tell:
        """Do what one of the staff, or a visitor, asks; raises what it is refused with."""
        if ask.deed == "visit":
            return Tell(id=ask.id, answer=await self.visits.receive(ask))
        if ask.deed == "try":
            return Tell(id=ask.id, answer=await self._try(ask))
        return await self.deeds.do(ask)

    def live(self, call_id: int) -> LiveCall | None:
        """Return a call that goes on."""
        return self._live.get(call_id)

    def calls(self) -> Collection[LiveCall]:
        """Return the calls that go on."""
        return self._live.values()

    def on_the_phone(self) -> set[int]:
        """Return who has a call, or is on a colleague's."""
        found: set[int] = set()
        for each in self._live.values():
            found |= each.guests.busy() | each.supervision.busy()
            if each.flow.person_id is not None:
                found.add(each.flow.person_id)
        return found

    def dialog_to(self, line: Line, number: str, *, international: bool) -> Dialog:
        """Return a dialog to call a number by way of a line's trunk, from the line's own number."""
        if self._agent is None:
            raise Unavailable("phone.not_running")
        host = line.trunk[0].partition("/")[0]
        plus = "+" if international else ""
        ours = ("+" if line.number.strip().startswith("+") else "") + digits(line.number)
        uri = f"sip:{plus}{number}@{bracketed(host)}:{line.trunk_port}"
        return self._agent.call((host, line.trunk_port), uri, ours)

    def forget(self, dialog: Dialog) -> None:
        """Let go of a dialog that has not begun."""
        if self._agent is not None:
            self._agent.forget(dialog)

    async def open_port(self) -> CarrierLeg:
        """Return a leg on a port of ours. Raises `Unavailable`."""
        try:
            return await self._ports.open(_nobody)
        except NoPorts as error:
            raise Unavailable("phone.no_ports") from error

    async def _try(self, ask: Ask) -> str:
        # As it has been set up this very moment: whoever changes a line tries it at once.
        await self._trunks.read()
        line = self.line(ask.line_id)
        if line is None:
            raise NotFound("phone.line_not_found")
        return await Trial(self, line, ask.number).run()

    # How it ends.

    def keep(
        self, live: LiveCall, path: Path, kind: Kind, seconds: float, announced_at: datetime | None
    ) -> None:
        """Keep a recording that has ended."""
        self.start(self._keeper.keep(live.call.id, path, kind, seconds, announced_at))

    def let_go(self, live: LiveCall) -> None:
        """Forget a call that is over once everything is written."""
        self.start(self._settle(live))

    async def _settle(self, live: LiveCall) -> None:
        self._live.pop(live.call.id, None)
        await live.settled()

    # What deeds and visits need.

    def relays(self) -> list[RTCIceServer]:
        """Return the TURN servers, with credentials that are good from now on."""
        where, now = self._where, self.store.clock()
        found = relays(where.relays, where.relay_secret, now, self.name, lasting=True)
        return [RTCIceServer(each.urls, each.username, each.credential) for each in found]

    def line(self, line_id: int) -> Line | None:
        """Return a line that takes calls."""
        return self._trunks.line(line_id)

    async def plan_of(self, line: Line) -> Plan:
        """Return how a line receives callers now."""
        return Plan(
            languages=line.languages,
            open=await self.store.read(queries.is_open, line.shop_id),
            record=line.record,
            voicemail=line.voicemail,
            callbacks=line.callbacks,
            patience_s=line.patience_s,
        )

    def admit(self, live: LiveCall, happening: happenings.Happening) -> None:
        """Carry a call from now on."""
        self._live[live.call.id] = live
        live.happen(happening)

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside; `close` waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("phone_task_failed", exc_info=error)


def bracketed(host: str) -> str:
    """Return a host as addresses have it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _nobody(_key: str) -> None:
    """A leg without a call yet hears no keys."""


def _same(agent: UserAgent) -> UserAgent:
    return agent
