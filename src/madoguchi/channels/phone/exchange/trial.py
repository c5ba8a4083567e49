"""A line's test call: rings a number by way of the trunk, and finds out what is wrong."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.media.carrier import CarrierLeg
from madoguchi.channels.phone.media.clips import beep
from madoguchi.channels.phone.rules.fields import digits
from madoguchi.channels.phone.rules.trials import verdict
from madoguchi.channels.phone.sip.dialog import Dialog
from madoguchi.channels.phone.sip.sdp import Stream
from madoguchi.kernel.errors import Conflict

if TYPE_CHECKING:
    from madoguchi.channels.phone.exchange.exchange import Exchange

LONGEST_SECONDS = 8.0
"""Shorter than a desk waits for an answer of ours."""
SILENCE_SECONDS = 5.0
"""A carrier that has said nothing by then, though asked four times, says nothing at all."""
RING_SECONDS = 3.0
LISTEN_SECONDS = 2.0
FRAME_SECONDS = 0.02


class Trial:
    """The listener of the test call's dialog; `run` returns `key why` of what came of it."""

    def __init__(self, exchange: Exchange, line: Line, number: str) -> None:
        self._exchange = exchange
        self._line = line
        self._number = number
        self._leg: CarrierLeg | None = None
        self._news = asyncio.Event()
        self._rang = False
        self._answered = False
        self._why = ""

    async def run(self) -> str:
        """Call, and hang up as soon as it is known how the line does."""
        exchange = self._exchange
        if not self._line.trunk:
            raise Conflict("phone.no_trunk")
        number = digits(self._number)
        leg = await exchange.open_port()
        self._leg = leg
        dialog = exchange.dialog_to(self._line, number, international="+" in self._number)
        dialog.listener = self
        dialog.call(exchange.describe(leg))
        try:
            try:
                async with asyncio.timeout(LONGEST_SECONDS):
                    return await self._watch(dialog, leg)
            except TimeoutError:
                return "rings" if self._rang else "slow"
        finally:
            dialog.listener = None
            dialog.hang_up()
            leg.close()

    async def _watch(self, dialog: Dialog, leg: CarrierLeg) -> str:
        loop = asyncio.get_running_loop()
        began = loop.time()
        rang_at: float | None = None
        while True:
            self._news.clear()
            if self._why:
                return f"{verdict(self._why)} {self._why}"
            if self._answered:
                return await self._listen(leg)
            now = loop.time()
            if self._rang and rang_at is None:
                rang_at = now
            if rang_at is not None and now - rang_at >= RING_SECONDS:
                return "rings"
            if now - began >= SILENCE_SECONDS and dialog.unheard:
                return "silence"
            try:
                async with asyncio.timeout(0.25):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _listen(self, leg: CarrierLeg) -> str:
        """Play a note to whoever answered, and find out whether anything comes from there."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LISTEN_SECONDS
        note, frame = beep(), 0
        while loop.time() < until:
            leg.play(note, frame % len(note.frames))
            leg.take()
            frame += 1
            if self._why:
                break
            await asyncio.sleep(FRAME_SECONDS)
        return "no_audio" if leg.heard_for() is None else "heard"

    # What SIP tells (`Listener`).

    def ringing(self) -> None:
        """It rings there."""
        self._rang = True
        self._news.set()

    def answered(self, stream: Stream) -> None:
        """Somebody has answered."""
        if self._leg is not None:
            self._leg.direct(stream)
        self._answered = True
        self._news.set()

    def confirmed(self) -> None:
        """Nothing: the call is ours."""

    def changed(self, stream: Stream) -> bytes:
        """They want their audio elsewhere."""
        assert self._leg is not None
        self._leg.direct(stream)
        return self._exchange.describe(self._leg)

    def digit(self, digit: str) -> None:
        """Nothing: there is no menu."""

    def ended(self, why: str) -> None:
        """It is over."""
        self._why = why
        self._news.set()
