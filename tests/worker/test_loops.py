"""A piece of work is woken, repeated, outlives its failures, and stops when told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from madoguchi.worker import loops
from madoguchi.worker.loops import Alarm, Work, Worker
from tests.worker.running import until


class Wakeups:
    """What a store's wake-up looks like to the worker."""

    def __init__(self) -> None:
        self.wakeup = self
        self.listeners: list[Any] = []

    def subscribe(self, listener: Any) -> Any:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def announce(self) -> None:
        for listener in self.listeners:
            listener()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(loops, "LONGEST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(loops, "GATHER_SECONDS", 0.01)


async def so(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    await asyncio.to_thread(until, condition)


async def run(works: list[Work], during: Any) -> Wakeups:
    wakeups: Any = Wakeups()
    worker = Worker(wakeups, works)
    await during(wakeups)
    await worker.close()
    return wakeups


def test_woken_it_runs_at_once_and_else_by_the_clock() -> None:
    counts = {"woken": 0, "timed": 0}

    async def woken() -> bool:
        counts["woken"] += 1
        return False

    async def timed() -> bool:
        counts["timed"] += 1
        return False

    async def during(wakeups: Wakeups) -> None:
        await so(lambda: counts["timed"] >= 2)
        assert counts["woken"] == 1
        await asyncio.to_thread(wakeups.announce)
        await so(lambda: counts["woken"] == 2)

    works = [
        Work(name="woken", do=woken, every=60, alarm=Alarm()),
        Work(name="timed", do=timed, every=0.03),
    ]
    wakeups = asyncio.run(run(works, during))
    assert wakeups.listeners == []


def test_a_wake_up_during_the_work_is_not_lost() -> None:
    seen: list[float] = []
    wakeups_of: list[Wakeups] = []

    async def do() -> bool:
        seen.append(time.monotonic())
        if len(seen) == 1:
            await asyncio.sleep(0.05)
            await asyncio.to_thread(wakeups_of[0].announce)
            await asyncio.sleep(0.05)
        return False

    async def during(wakeups: Wakeups) -> None:
        wakeups_of.append(wakeups)
        await so(lambda: len(seen) == 2)

    asyncio.run(run([Work(name="w", do=do, every=60, alarm=Alarm())], during))
    assert len(seen) == 2


def test_while_there_is_more_it_goes_on() -> None:
    left = [5]

    async def do() -> bool:
        left[0] -= 1
        return left[0] > 0

    async def during(_wakeups: Wakeups) -> None:
        await so(lambda: left == [0])

    asyncio.run(run([Work(name="w", do=do, every=60)], during))
    assert left == [0]


def test_a_failure_is_waited_out_and_spares_the_others() -> None:
    tried: list[float] = []
    other = [0]

    async def broken() -> bool:
        tried.append(time.monotonic())
        if len(tried) < 4:
            raise ConnectionError("the database is away")
        return False

    async def sound() -> bool:
        other[0] += 1
        return False

    async def during(_wakeups: Wakeups) -> None:
        await so(lambda: len(tried) == 4 and other[0] > 4)

    works = [
        Work(name="broken", do=broken, every=60),
        Work(name="sound", do=sound, every=0.02),
    ]
    asyncio.run(run(works, during))
    assert len(tried) == 4
    pauses = [after - before for before, after in pairwise(tried)]
    assert pauses[0] >= 0.02
    assert pauses[1] >= 0.04


def test_closing_waits_a_little_then_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "PATIENCE_SECONDS", 0.1)
    ended: list[str] = []

    async def quick() -> bool:
        await asyncio.sleep(0.05)
        ended.append("quick")
        return False

    async def endless() -> bool:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("endless")
            raise
        return False

    async def during(_wakeups: Wakeups) -> None:
        await asyncio.sleep(0)

    begun = time.monotonic()
    works = [Work(name="quick", do=quick, every=60), Work(name="endless", do=endless, every=60)]
    asyncio.run(run(works, during))
    assert ended == ["quick", "endless"]
    assert time.monotonic() - begun < 5
