"""Saying a thing again until it is heard (RFC 3261, 17): SIP's own answer to lost datagrams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

T1 = 0.5
"""Seconds until the first repetition; a round trip."""
T2 = 4.0
"""Seconds between repetitions at most."""
GIVE_UP = 64 * T1
"""Seconds after which nobody is there; also how long an ended dialog still answers."""


class Repeated:
    """Says something now and again, doubling the pause, until `stop` or 32 seconds are over."""

    def __init__(
        self,
        say: Callable[[], None],
        on_silence: Callable[[], object] | None = None,
        *,
        longest: float = T2,
    ) -> None:
        self._say = say
        self._on_silence = on_silence
        self._longest = longest
        self._pause = T1
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + GIVE_UP
        self._timer: asyncio.TimerHandle | None = self._loop.call_later(T1, self._again)
        say()

    def stop(self) -> None:
        """It was heard."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _again(self) -> None:
        if self._loop.time() >= self._until:
            self._timer = None
            if self._on_silence is not None:
                self._on_silence()
            return
        self._say()
        self._pause = min(2 * self._pause, self._longest)
        self._timer = self._loop.call_later(self._pause, self._again)
