"""Work that goes on beside the requests: each piece a task, woken or by the clock, that outlives
its failures. Any number of processes may run them at once: the rows they take decide.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog

from madoguchi.kernel.store import Store

GATHER_SECONDS = 0.1
"""How long a woken piece of work waits for more to come: a busy desk commits all the time."""
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
PATIENCE_SECONDS = 3.0
"""How long to wait at the end for work that is under way."""

log = structlog.get_logger("madoguchi.worker")


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work: `do` returns whether to go on at once. `every` is in seconds.

    With `woken` it also runs soon after each commit anywhere.
    """

    name: str
    do: Callable[[], Awaitable[bool]]
    every: float
    woken: bool = False


class Worker:
    """Runs every piece of work until closed; make it on the running event loop."""

    def __init__(self, store: Store, works: Sequence[Work]) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._alarms: list[asyncio.Event] = []
        self._unsubscribe = store.wakeup.subscribe(self._wake)
        self._tasks = [
            asyncio.create_task(self._run(work), name=f"worker {work.name}") for work in works
        ]

    async def close(self) -> None:
        """Let each piece finish what it is at, within a few seconds, and stop."""
        self._unsubscribe()
        self._closing.set()
        for alarm in self._alarms:
            alarm.set()
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
            alarm.set()

    async def _run(self, work: Work) -> None:
        alarm = asyncio.Event()
        if work.woken:
            self._alarms.append(alarm)
        pause = FIRST_PAUSE_SECONDS
        while not self._closing.is_set():
            alarm.clear()
            begun = time.monotonic()
            try:
                more = await work.do()
            except Exception as error:
                log.warning("work_failed", work=work.name, pause=pause, exc_info=error)
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                continue
            pause = FIRST_PAUSE_SECONDS
            took = time.monotonic() - begun
            if took > work.every:
                log.info("work_is_slow", work=work.name, seconds=round(took, 1))
            if more:
                continue
            if work.woken:
                await self._sleep(GATHER_SECONDS)
                await self._wait(alarm, work.every)
            else:
                await self._sleep(work.every)

    async def _sleep(self, seconds: float) -> None:
        await self._wait(self._closing, seconds)

    async def _wait(self, event: asyncio.Event, seconds: float) -> None:
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
