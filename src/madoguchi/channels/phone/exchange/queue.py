"""The callers who wait: at whose desks they ring, in their turn, and what they are told of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from madoguchi.channels.phone.media.clips import Clip
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.channels.phone.rules.queue import Wait, estimate_s, place_of, rings, staff_of

if TYPE_CHECKING:
    from madoguchi.channels.phone.exchange.exchange import Exchange
    from madoguchi.channels.phone.exchange.live import LiveCall

STAFF_SECONDS = 1.0
"""How often it is looked who is free while somebody waits, besides when a call ends."""

log = structlog.get_logger("madoguchi.phone")


class Queue:
    """The queue of one exchange; `follow` it as a task."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._floor = queries.Floor([], frozenset(), [])
        self._wanted = asyncio.Event()

    def look(self) -> None:
        """Look soon who is free, and let calls ring there."""
        self._wanted.set()

    def standing_of(self, live: LiveCall) -> tuple[int, float | None]:
        """Return a waiting call's place, and in how many seconds it may be taken, where known."""
        shop_id = live.line.shop_id
        same = [each.call.id for each in self._waiting() if each.line.shop_id == shop_id]
        place = place_of(same, live.call.id)
        staff = staff_of(self._floor.agents, shop_id)
        return place, estimate_s(place, staff, self._floor.talks_s)

    def said_of(self, live: LiveCall, *, offer_callback: bool) -> list[Clip]:
        """Return what is said of a waiting call's place."""
        place, seconds = self.standing_of(live)
        return self._exchange.prompts.place(
            live.flow.language,
            place,
            seconds,
            offer_callback=offer_callback,
            own=self._exchange.voices.of(live.line.id),
        )

    async def follow(self) -> None:
        """Let calls ring wherever somebody is free, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(STAFF_SECONDS):
                    await self._wanted.wait()
            except TimeoutError:
                pass
            self._wanted.clear()
            if not self._waiting():
                continue
            try:
                self._floor = await self._exchange.store.read(queries.floor)
            except Exception as error:
                # The database is away, or worse: whoever rings already goes on ringing.
                log.warning("floor_unreadable", detail=repr(error))
                continue
            self._ring()

    def _ring(self) -> None:
        waiting = self._waiting()
        found = rings(
            [_wait_of(each) for each in waiting],
            self._floor.agents,
            self._floor.occupied | self._exchange.on_the_phone(),
        )
        for live in waiting:
            live.show_ringing(found[live.call.id])

    def _waiting(self) -> list[LiveCall]:
        found = [each for each in self._exchange.calls() if each.flow.phase == "waiting"]
        return sorted(found, key=lambda each: each.call.id)


def _wait_of(live: LiveCall) -> Wait:
    return Wait(
        call_id=live.call.id,
        shop_id=live.line.shop_id,
        language=live.flow.language,
        team_id=live.flow.wanted_team,
        person_id=live.flow.wanted_person,
    )
