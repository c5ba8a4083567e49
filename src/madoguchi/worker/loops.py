"""Work that goes on beside the requests: each piece a task, woken or by the clock, that outlives
its failures. Any number of processes may run them at once: the rows they take decide.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog

from madoguchi.kernel.store import Store

GATHER_SECONDS = 0.1
"""How soon after its last look a woken piece of work looks again: a busy desk always commits."""
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
PATIENCE_SECONDS = 3.0
"""How long to wait at the end for work that is under way."""

log = structlog.get_logger("madoguchi.worker")


class Alarm:
    """Wakes a piece of work: `sound` at most so often, `hurry` at once. For the event loop."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()
        self._looked_at = -GATHER_SECONDS
        self._timer: asyncio.TimerHandle | None = None

    def sound(self) -> None:
        """Wake it now, or when it has rested since its last look."""
        loop = asyncio.get_running_loop()
        rest = self._looked_at + GATHER_SECONDS - loop.time()
        if rest <= 0:
            self.rung.set()
        elif self._timer is None:
            self._timer = loop.call_later(rest, self._ring)

    def hurry(self) -> None:
        """Wake it now: there is something for it."""
        self.rung.set()

    def reset(self) -> None:
        """Note that it looks now; what comes from here on wakes it again."""
        self._looked_at = asyncio.get_running_loop().time()
        self.rung.clear()

    def _ring(self) -> None:
        self._timer = None
        self.rung.set()


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work: `do` returns whether to go on at once, or in how many seconds. `every` is
    in seconds too, for a `do` that says False.

    With an `alarm` it also runs soon after each commit anywhere. It rests `rest` times as long as
    it took, whatever waits for it: work that follows everything must leave room for everything.
    """

    name: str
    do: Callable[[], Awaitable[bool | float]]
    every: float
    alarm: Alarm | None = None
    rest: float = 0.0


class Worker:
    """Runs every piece of work until closed; make it on the running event loop."""

    def __init__(self, store: Store, works: Sequence[Work]) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._alarms = [work.alarm for work in works if work.alarm is not None]
        self._unsubscribe = store.wakeup.subscribe(self._wake)
        self._tasks = [
            asyncio.create_task(self._run(work), name=f"worker {work.name}") for work in works
        ]

    async def close(self) -> None:
        """Let each piece finish what it is at, within a few seconds, and stop."""
        self._unsubscribe()
        self._closing.set()
        for alarm in self._alarms:
            alarm.hurry()
        _, late = await asyncio.wait(self._tasks, timeout=PATIENCE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _wake(self) -> None:
        """Called on whatever thread noticed a commit."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._sound)

    def _sound(self) -> None:
        for alarm in self._alarms:
            alarm.sound()

    async def _run(self, work: Work) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._closing.is_set():
            if work.alarm is not None:
                work.alarm.reset()
            begun = time.monotonic()
            try:
                more = await work.do()
            except Exception as error:
                log.warning("work_failed", work=work.name, pause=pause, exc_info=error)
                await self._wait(self._closing, pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                continue
            pause = FIRST_PAUSE_SECONDS
            took = time.monotonic() - begun
            if took > work.every:
                log.info("work_is_slow", work=work.name, seconds=round(took, 1))
            if work.rest:
                await self._wait(self._closing, took * work.rest)
            if more is not True:
                ringing = self._closing if work.alarm is None else work.alarm.rung
                await self._wait(ringing, work.every if more is False else more)

    async def _wait(self, event: asyncio.Event, seconds: float) -> None:
        # Not `wait_for`, which before Python 3.12 may swallow a cancellation.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
