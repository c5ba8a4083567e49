"""Colleagues on a call besides whoever has it: asked in, on it, gone again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from madoguchi.channels.phone.media.browser import BrowserLeg
from madoguchi.channels.phone.operations import guests
from madoguchi.channels.phone.rules import happenings
from madoguchi.channels.phone.rules.flow import CONNECT_S, Flow

if TYPE_CHECKING:
    from madoguchi.channels.phone.exchange.live import LiveCall

ASKED_S = 30.0
"""Seconds for which a colleague is asked."""
SILENT_S = 2.0
"""As for whoever has the call: after this their browser is gone."""


class Guests:
    """The colleagues of one call. A held caller does not hear them: so one is consulted."""

    def __init__(self, live: LiveCall) -> None:
        self._live = live
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._legs: dict[int, BrowserLeg] = {}
        self._together: dict[int, frozenset[int]] = {}

    def busy(self) -> set[int]:
        """Return whose browsers are on the call or on their way to it."""
        return set(self._legs)

    def ask(self, person_ids: Sequence[int], *, hold: bool) -> bool:
        """Let it ring at colleagues' desks, of whom one may come; `hold`: the caller waits.

        Returns whether anybody is asked who was not before.
        """
        live = self._live
        fresh = [each for each in person_ids if each not in {*self._timers, *self._legs}]
        if live.flow.phase not in ("talking", "held") or not fresh:
            return False
        if hold:
            live.happen(happenings.Hold())
        for person_id in fresh:
            self._together[person_id] = frozenset(fresh)
            live.noting(guests.ask, person_id, live.flow.person_id)
            self._after(ASKED_S, person_id, partial(self.leave, person_id))
        return True

    def asked(self, person_id: int) -> bool:
        """Say whether somebody has been asked and not come yet."""
        return person_id in self._timers and person_id not in self._legs

    def enter(self, person_id: int, browser: BrowserLeg) -> None:
        """Let whoever was asked come in, as soon as their browser is heard.

        Who was asked together with them is asked no longer.
        """
        self._legs[person_id] = browser
        for other in self._together.pop(person_id, frozenset()):
            if self.asked(other):
                self.leave(other)
        self._after(CONNECT_S, person_id, lambda: self.leave(person_id))
        browser.hand_to(lambda: self._up(person_id), lambda: self._lost(person_id, browser))

    def leave(self, person_id: int) -> bool:
        """Let a colleague go, however far they have come; returns whether there was one."""
        if person_id in self._live.flow.guests:
            return self._live.happen(happenings.Left(person_id))
        if person_id not in self._timers:
            return False
        self.dismiss(person_id)
        self._live.noting(guests.leave, person_id)
        return True

    def promote(self, person_id: int) -> BrowserLeg:
        """Return the browser of a colleague who has the call from now on."""
        self._stop(person_id)
        return self._legs.pop(person_id)

    def dismiss(self, person_id: int) -> None:
        """Let a colleague's browser go."""
        self._stop(person_id)
        self._together.pop(person_id, None)
        leg = self._legs.pop(person_id, None)
        if leg is not None:
            self._live.anchor.leave(leg)

    def dismiss_all(self) -> None:
        """Let everybody go: the call is over, or begins anew."""
        for person_id in {*self._timers, *self._legs}:
            self.dismiss(person_id)

    def look(self) -> None:
        """Find out whose browser is gone without a word."""
        for person_id, leg in tuple(self._legs.items()):
            silent = leg.heard_for()
            if silent is not None and silent > SILENT_S:
                self.leave(person_id)

    def note(self, before: Flow, after: Flow, happening: happenings.Happening) -> None:
        """Write down who came and went."""
        if after.phase in ("ended", "waiting"):
            return  # which says of itself that nobody is on it
        if after.person_id != before.person_id and after.person_id in before.guests:
            self._live.noting(guests.pass_on, after.person_id)
        elif isinstance(happening, happenings.Entered) and after.guests != before.guests:
            self._live.noting(guests.enter, happening.person_id)
        elif isinstance(happening, happenings.Left) and after.guests != before.guests:
            self._live.noting(guests.leave, happening.person_id)

    def _up(self, person_id: int) -> None:
        leg = self._legs.get(person_id)
        if leg is None:
            return
        self._stop(person_id)
        if self._live.happen(happenings.Entered(person_id)):
            self._live.anchor.staff.append(leg)
        else:
            self.dismiss(person_id)

    def _lost(self, person_id: int, browser: BrowserLeg) -> None:
        if self._legs.get(person_id) is browser:
            self.leave(person_id)
        elif self._live.browser is browser:
            self._live.happen(happenings.Lost())

    def _after(self, seconds: float, person_id: int, do: Callable[[], object]) -> None:
        self._stop(person_id)
        loop = asyncio.get_running_loop()
        self._timers[person_id] = loop.call_later(seconds, do)

    def _stop(self, person_id: int) -> None:
        timer = self._timers.pop(person_id, None)
        if timer is not None:
            timer.cancel()
