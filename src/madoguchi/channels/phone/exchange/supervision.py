"""Supervisors on a colleague's call: they listen, whisper to whoever has it, or join in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from madoguchi.channels.phone.contracts.calls import Supervision as How
from madoguchi.channels.phone.media.browser import BrowserLeg
from madoguchi.channels.phone.operations import supervising
from madoguchi.channels.phone.rules.flow import CONNECT_S
from madoguchi.kernel.errors import Conflict

if TYPE_CHECKING:
    from madoguchi.channels.phone.exchange.live import LiveCall

SILENT_S = 2.0
"""As for whoever has the call: after this their browser is gone."""


class _Seat(msgspec.Struct):
    """A supervisor's browser, how they are on the call, and until when it must be heard."""

    leg: BrowserLeg
    how: How
    late: asyncio.TimerHandle | None


class Supervision:
    """The supervisors of one call. They are no part of its flow: it goes on as if without them."""

    def __init__(self, live: LiveCall) -> None:
        self._live = live
        self._seats: dict[int, _Seat] = {}

    def busy(self) -> set[int]:
        """Return whose browsers are on the call or on their way to it."""
        return set(self._seats)

    def check(self, person_id: int, how: How) -> None:
        """Refuse who has the call or is on it, and secrecy towards a caller who was told nothing.

        Raises `Conflict`.
        """
        flow = self._live.flow
        if flow.phase not in ("talking", "held") or person_id in (flow.person_id, *flow.guests):
            raise Conflict("phone.not_now")
        if how != "join" and not flow.announced:
            raise Conflict("phone.not_announced")

    def enter(self, person_id: int, how: How, browser: BrowserLeg) -> None:
        """Let a supervisor in, as soon as their browser is heard."""
        late = asyncio.get_running_loop().call_later(CONNECT_S, self.leave, person_id)
        self._seats[person_id] = _Seat(browser, how, late)
        browser.hand_to(lambda: self._up(person_id), lambda: self._lost(person_id, browser))

    def change(self, person_id: int, how: How) -> bool:
        """Let a supervisor be on it in another way; returns whether they are on it."""
        seat = self._seats.get(person_id)
        if seat is None or seat.late is not None:
            return False
        self.check(person_id, how)
        seat.how = how
        self._place(seat)
        self._live.noting(supervising.supervise, person_id, how)
        return True

    def leave(self, person_id: int) -> bool:
        """Let a supervisor go; returns whether they were there."""
        if person_id not in self._seats:
            return False
        self._dismiss(person_id)
        self._live.noting(supervising.leave, person_id)
        return True

    def follow(self) -> None:
        """Whoever whispers, whispers to who has the call now."""
        for seat in self._seats.values():
            if seat.late is None and seat.how == "whisper":
                self._place(seat)

    def dismiss_all(self) -> None:
        """Let everybody go: the call is over, or begins anew, and says so of itself."""
        for person_id in tuple(self._seats):
            self._dismiss(person_id)

    def look(self) -> None:
        """Find out whose browser is gone without a word."""
        for person_id, seat in tuple(self._seats.items()):
            silent = seat.leg.heard_for()
            if silent is not None and silent > SILENT_S:
                self.leave(person_id)

    def _up(self, person_id: int) -> None:
        seat = self._seats.get(person_id)
        if seat is None or seat.late is None:
            return
        seat.late.cancel()
        seat.late = None
        self._place(seat)
        self._live.noting(supervising.supervise, person_id, seat.how)

    def _place(self, seat: _Seat) -> None:
        """Put a browser where it hears and is heard as it should; nobody else hears a change."""
        anchor, agent = self._live.anchor, self._live.browser
        for legs in (anchor.staff, anchor.listeners):
            if seat.leg in legs:
                legs.remove(seat.leg)
        anchor.whispers.pop(seat.leg, None)
        if seat.how == "join":
            anchor.staff.append(seat.leg)
        elif seat.how == "whisper" and agent is not None:
            anchor.whispers[seat.leg] = agent
        else:
            anchor.listeners.append(seat.leg)

    def _dismiss(self, person_id: int) -> None:
        seat = self._seats.pop(person_id)
        if seat.late is not None:
            seat.late.cancel()
        self._live.anchor.leave(seat.leg)

    def _lost(self, person_id: int, browser: BrowserLeg) -> None:
        seat = self._seats.get(person_id)
        if seat is not None and seat.leg is browser:
            self.leave(person_id)
