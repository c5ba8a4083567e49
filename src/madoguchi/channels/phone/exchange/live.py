"""One call while it lives: gives what happens to the flow, and does what the flow says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import structlog

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.exchange.doors import CallerLeg, Door
from madoguchi.channels.phone.exchange.guests import Guests
from madoguchi.channels.phone.exchange.keeping import Kind, file_name
from madoguchi.channels.phone.exchange.notes import Notes
from madoguchi.channels.phone.exchange.supervision import Supervision
from madoguchi.channels.phone.media.anchor import Anchor
from madoguchi.channels.phone.media.browser import BrowserLeg
from madoguchi.channels.phone.media.clips import hold_tone, ring_back
from madoguchi.channels.phone.operations import calls
from madoguchi.channels.phone.rules import effects, happenings
from madoguchi.channels.phone.rules.flow import Flow, Plan, step
from madoguchi.channels.phone.sip import sdp

if TYPE_CHECKING:
    from madoguchi.channels.phone.exchange.exchange import Exchange

BROWSER_SILENT_S = 2.0
"""A browser sends 50 packets a second, also when muted: after this it is gone. One second is not
enough: cables are pushed back in.
"""
CALLER_SILENT_S = 60.0
"""A carrier that sends nothing for so long while they talk has lost the call."""

log = structlog.get_logger("madoguchi.phone")


class LiveCall:
    """Made by the exchange, and its `Listener` in SIP. `call` is what is stored of it."""

    def __init__(
        self,
        exchange: Exchange,
        call: Call,
        line: Line,
        dialog: Door,
        leg: CallerLeg,
        plan: Plan,
    ) -> None:
        self.call = call
        self.line = line
        self.flow = Flow(plan=plan, language=call.language)
        self.rings_at: list[int] = []
        self.browser: BrowserLeg | None = None
        self.anchor = Anchor(leg)
        self._exchange = exchange
        self._dialog = dialog
        self._leg = leg
        self._notes = Notes(exchange.store, call.id)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._loop = asyncio.get_running_loop()
        self._announced_at: datetime | None = None
        self._recording: Kind | None = None
        self._recordings = 0
        self._handed_to: tuple[int | None, int | None] = (None, None)
        self.guests = Guests(self)
        self.supervision = Supervision(self)
        leg.on_key = self.digit
        dialog.listener = self
        exchange.beat.add(self.anchor, self._unheard)

    def happen(self, happening: happenings.Happening) -> bool:
        """Let something happen; returns whether it changed where the call stands."""
        before = self.flow
        self.flow, to_do = step(before, happening)
        self._note(before, happening)
        for effect in to_do:
            self._do(effect)
        if self.flow.phase == "ended" and before.phase != "ended":
            self._over()
        return self.flow is not before

    def take(self, person_id: int, browser: BrowserLeg) -> bool:
        """Give the call to the first who takes it; nothing is awaited between test and set."""
        if self.flow.phase != "waiting":
            return False
        self.seat(browser)
        return self.happen(happenings.Took(person_id))

    def seat(self, browser: BrowserLeg) -> None:
        """Let a browser have the call."""
        self.browser = browser
        if browser not in self.anchor.staff:
            self.anchor.staff.append(browser)

    def hand_over(self, person_id: int | None, team_id: int | None) -> bool:
        """Put the call back into the queue, for somebody."""
        self._handed_to = (person_id, team_id)
        try:
            return self.happen(happenings.HandOver(person_id, team_id))
        finally:
            # What could not be handed over is not told of the next desk that is lost.
            self._handed_to = (None, None)

    def press(self, keys: str) -> None:
        """Press keys for the other side."""
        self._leg.press(keys)

    def show_ringing(self, person_ids: list[int]) -> None:
        """Let it ring at these desks; told to the database only where that is a change."""
        if person_ids != self.rings_at:
            self.rings_at = person_ids
            self._notes.write(calls.ring, person_ids)

    def look(self) -> None:
        """Find out who is gone without a word; called a few times a second."""
        browser = self.browser
        if browser is not None and self.flow.phase in ("talking", "held"):
            silent = browser.heard_for()
            if silent is not None and silent > BROWSER_SILENT_S:
                self.happen(happenings.Lost())
        self.guests.look()
        self.supervision.look()
        if self.flow.phase == "talking":
            silent = self._leg.heard_for()
            if silent is not None and silent > CALLER_SILENT_S:
                self.happen(happenings.Gone())

    # What SIP tells (`Listener`).

    def ringing(self) -> None:
        """Whom we call rings."""
        self.anchor.ring_back(ring_back())

    def answered(self, stream: sdp.Stream) -> None:
        """Whom we call has answered."""
        self.anchor.ring_back(None)
        self._leg.direct(stream)
        self.happen(happenings.Answered())

    def confirmed(self) -> None:
        """They know that we have answered."""

    def changed(self, stream: sdp.Stream) -> bytes:
        """They want their audio elsewhere, or hold us."""
        self._leg.direct(stream)
        return self._exchange.describe(self._leg)

    def digit(self, digit: str) -> None:
        """They have pressed a key."""
        self.happen(happenings.Digit(digit))

    def ended(self, why: str) -> None:
        """They have hung up."""
        self.happen(happenings.Gone(refused=why.startswith("refused")))

    # What the flow says.

    def _do(self, effect: effects.Effect) -> None:
        match effect:
            case effects.Ring():
                self._dialog.ring()
            case effects.Answer():
                self._dialog.accept(self._exchange.describe(self._leg))
            case effects.Invite():
                self._dialog.call(self._exchange.describe(self._leg))
            case effects.Play(prompts, after):
                if "notice" in prompts:
                    self._announced_at = self._exchange.store.clock()
                clips = self._exchange.prompts.clips(
                    prompts,
                    self.flow.language,
                    self.line.languages,
                    self._exchange.voices.of(self.line.id),
                )
                self.anchor.play(clips, lambda: self.happen_now(happenings.Played(after)))
            case effects.Tone():
                self.anchor.play([hold_tone()], looped=True)
            case effects.TellPlace(offer):
                clips = self._exchange.queue.said_of(self, offer_callback=offer)
                self.anchor.play(clips, lambda: self.happen_now(happenings.Played("tone")))
            case effects.Queue():
                self._exchange.queue.look()
            case effects.Withdraw():
                if self.flow.phase == "greeting":
                    self.show_ringing([])  # no step that is written down says so
                self.rings_at = []
                self._stop_timers("place", "patience", "hand_over")
            case effects.Bridge():
                self.anchor.hush()
                self.anchor.talking = True
            case effects.Part(leave):
                self.anchor.talking = False
                if leave:
                    self._let_browser_go()
                    self.guests.dismiss_all()
                    self.supervision.dismiss_all()
            case effects.GiveTo(person_id):
                self._let_browser_go()
                self.seat(self.guests.promote(person_id))
                self.supervision.follow()
            case effects.Dismiss(person_id):
                self.guests.dismiss(person_id)
            case effects.Record(kind):
                self._begin_recording(kind)
            case effects.StopRecording():
                self._end_recording()
            case effects.Wait(timer, seconds):
                self._stop_timers(timer)
                self._timers[timer] = self._loop.call_later(
                    seconds, lambda: self.happen(happenings.Rung(timer))
                )
            case effects.WantCallback():
                pass  # the ending says so
            case effects.HangUp():
                self._dialog.hang_up()

    def happen_now(self, happening: happenings.Happening) -> None:
        """As `happen`, for callers who want nothing back."""
        self.happen(happening)

    def _note(self, before: Flow, happening: happenings.Happening) -> None:
        """Write down what has changed, in the words of the operations."""
        after, write = self.flow, self._notes.write
        if after is before:
            return
        if after.language != before.language:
            write(calls.choose_language, after.language)
        self.guests.note(before, after, happening)
        if after.phase == before.phase or (before.guests and after.person_id in before.guests):
            return
        if after.phase == "ended":
            write(calls.end, after.ending, sip_answered_at=self._sip_moment("answered"))
            self._exchange.queue.look()
        elif after.phase == "waiting" and before.phase == "greeting":
            write(calls.enqueue, sip_rang_at=self._sip_moment("rang", now=not after.answered))
        elif after.phase == "waiting":
            to_person, to_team = self._handed_to
            write(calls.requeue, to_person=to_person, to_team=to_team)
        elif after.phase == "connecting":
            assert after.person_id is not None
            write(calls.take, after.person_id, at=self._exchange.store.clock())
        elif after.phase == "talking" and before.phase == "held":
            write(calls.hold, held=False)
        elif after.phase == "talking":
            write(calls.connect, sip_answered_at=self._sip_moment("answered", now=True))
        elif after.phase == "held":
            write(calls.hold, held=True)
        elif after.phase == "voicemail":
            write(calls.speak_to_machine, sip_answered_at=self._sip_moment("answered", now=True))

    def _sip_moment(
        self, what: Literal["rang", "answered"], *, now: bool = False
    ) -> datetime | None:
        """Return when the carrier heard something, by the wall's clock."""
        at = self._dialog.rang_at if what == "rang" else self._dialog.answered_at
        if at is None and not now:
            return None
        ago = 0.0 if at is None else self._loop.time() - at
        return self._exchange.store.clock() - timedelta(seconds=ago)

    def _begin_recording(self, kind: Kind) -> None:
        self._recordings += 1
        self._recording = kind
        path = self._exchange.folder / file_name(self.call.id, self._recordings, kind)
        try:
            self.anchor.record(path, stereo=kind == "talk")
        except OSError as error:
            # The call matters more than its recording.
            log.warning("recording_failed", file=path.name, detail=str(error))

    def _end_recording(self) -> None:
        made = self.anchor.stop_recording()
        if made is not None and self._recording is not None:
            path, seconds = made
            self._exchange.keep(self, path, self._recording, seconds, self._announced_at)
        self._recording = None

    def noting(self, operation: Callable[..., object], *args: object, **more: object) -> None:
        """Run an operation on this call after those before it."""
        self._notes.write(operation, *args, **more)

    def _let_browser_go(self) -> None:
        if self.browser is not None:
            self.anchor.leave(self.browser)
            self.browser = None

    def _unheard(self) -> None:
        """Nobody can be heard any more: a fault of ours ends the call rather than leave silence."""
        self.happen(happenings.Stopped())

    def _stop_timers(self, *names: str) -> None:
        for name in names:
            timer = self._timers.pop(name, None)
            if timer is not None:
                timer.cancel()

    def _over(self) -> None:
        self._stop_timers(*tuple(self._timers))
        self._exchange.beat.remove(self.anchor)
        self.anchor.close()
        self._exchange.let_go(self)

    async def settled(self) -> None:
        """Wait until everything about it is written."""
        await self._notes.close()
