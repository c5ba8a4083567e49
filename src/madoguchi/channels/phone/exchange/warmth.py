"""Browsers that are connected while it rings, so that whoever answers is heard at once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence

from aiortc import RTCIceServer

from madoguchi.channels.phone.media.browser import BrowserLeg

KEPT_S = 90.0
"""Seconds for which a connected browser waits for a call: it is asked again with the next."""
MOST_EACH, MOST = 3, 200
"""Browsers kept for one person, and for all: the oldest go."""


class Warmth:
    """Connected legs by a name that only their browser knows."""

    def __init__(self, relays: Callable[[], Sequence[RTCIceServer]]) -> None:
        self._relays = relays
        self._legs: dict[str, tuple[int, BrowserLeg]] = {}

    async def open(self, person_id: int, offer: str) -> tuple[str, str]:
        """Take a browser's offer; returns the leg's name and our answer. Raises `BadOffer`."""
        name = secrets.token_urlsafe(18)
        leg = BrowserLeg(_nothing, lambda: self._drop(name), self._relays())
        self._legs[name] = person_id, leg
        self._make_room(person_id)
        try:
            return name, await leg.accept(offer)
        except BaseException:
            self._drop(name)
            raise

    def use(self, name: str, person_id: int) -> BrowserLeg | None:
        """Return a leg for a call, None where it is gone or another's; it is kept no longer."""
        owner, leg = self._legs.get(name, (0, None))
        if leg is None or owner != person_id:
            return None
        del self._legs[name]
        return None if leg.lost else leg

    def look(self) -> None:
        """Let those go that have waited long enough."""
        for name, (_, leg) in tuple(self._legs.items()):
            if leg.age > KEPT_S:
                self._drop(name)

    async def close(self) -> None:
        """Let all go."""
        legs = [leg for _, leg in self._legs.values()]
        self._legs.clear()
        for leg in legs:
            leg.close()
        await asyncio.gather(*(leg.closed() for leg in legs))

    def _make_room(self, person_id: int) -> None:
        own = [name for name, (owner, _) in self._legs.items() if owner == person_id]
        for name in own[:-MOST_EACH] + list(self._legs)[: max(0, len(self._legs) - MOST)]:
            self._drop(name)

    def _drop(self, name: str) -> None:
        _, leg = self._legs.pop(name, (0, None))
        if leg is not None:
            leg.close()


def _nothing() -> None:
    """Nobody wants to know yet."""
