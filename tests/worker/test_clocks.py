"""Clocks fire in time and once: killed, in several processes, after a night off, when the clock on
the wall is set.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from madoguchi.clocks.queries.running import next_fire_at
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import HIGH, Conversation
from madoguchi.desk.operations import firing, route
from madoguchi.desk.queries import conversations
from madoguchi.kernel import feed
from madoguchi.kernel.time import from_microseconds, system_clock
from madoguchi.kernel.transaction import Tx
from madoguchi.worker.clocks import Engine
from tests.databases import database_url, world
from tests.worker.running import until, working
from tests.world import MovingClock, World

__all__ = ["database_url", "world"]

ROOT = Path(__file__).parents[2]


def events(world: World) -> list[feed.Event]:
    return world.store.read_now(lambda view: feed.read(view.connection, feed.START, 100_000))


def fired(world: World) -> Counter[tuple[int, int]]:
    """How often each share of each clock was fired, as the feed tells it."""
    told: Counter[tuple[int, int]] = Counter()
    for event in world.store.read_now(lambda view: feed.read(view.connection, feed.START, 100_000)):
        if event.kind == "clock_fired":
            reached: list[dict[str, Any]] = msgspec.json.decode(event.changes)[1:]
            told.update((each["id"], each["value"]["percent"]) for each in reached)
    return told


def waits(world: World, name: str = "v1") -> int:
    return world.receive(world.visitor(name), "いつ届きますか").conversation_id


def found(world: World, number: int) -> Conversation:
    return world.store.read_now(conversations.conversation, number, by=world.anna)


def run_engine(world: World, rounds: int = 5) -> None:
    """Let an engine look a few times, without sleeping."""

    async def look() -> None:
        engine = Engine(world.store)
        for _ in range(rounds):
            await engine.work()
        engine.close()

    asyncio.run(look())


def test_what_fell_due_in_the_night_is_dealt_with_at_the_start(world: World) -> None:
    numbers = [waits(world, f"v{each}") for each in range(5)]
    world.store.write_now(desk.assign, numbers[0], world.lin.id, by=world.anna)
    world.clock.move(hours=10)
    run_engine(world)
    assert fired(world) == Counter({(each, p): 1 for each in range(1, 6) for p in (50, 80, 100)})
    overdue = found(world, numbers[0])
    assert (overdue.priority, overdue.assignee_id) == (HIGH, None), "Raised, and let go."
    assert world.store.read_now(next_fire_at) is None
    run_engine(world)
    assert sum(fired(world).values()) == 15


def test_a_clock_set_back_or_forward_fires_each_share_once(world: World) -> None:
    waits(world)
    for step in (31, -3600, 3600, 20, -40, 90, -7200, 7300):
        world.clock.move(seconds=step)
        run_engine(world, rounds=3)
    assert fired(world) == Counter({(1, 50): 1, (1, 80): 1, (1, 100): 1})


def test_an_answer_in_time_leaves_nothing_to_fire(world: World) -> None:
    number = waits(world)
    world.store.write_now(desk.post, number, world.speech("はい"), by=world.lin)
    world.clock.move(hours=1)
    run_engine(world)
    assert fired(world) == Counter()


def test_a_broken_action_does_not_keep_others_from_firing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = waits(world, "v1"), waits(world, "v2")
    real = route.prioritise

    def broken(tx: Tx, number: int, *args: Any, **kwargs: Any) -> Conversation:
        if number == first:
            raise RuntimeError("broken")
        return real(tx, number, *args, **kwargs)

    monkeypatch.setattr(firing, "prioritise", broken)
    world.clock.move(seconds=70)
    run_engine(world)
    assert fired(world)[1, 100] == fired(world)[2, 100] == 1
    assert (found(world, first).priority, found(world, second).priority) == (0, HIGH)


def test_it_sleeps_until_the_instant_and_notices_what_begins_meanwhile(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a worker, in real time: the clock on the wall is set twice while it sleeps."""
    ahead = [timedelta(0)]
    monkeypatch.setattr(MovingClock, "__call__", lambda _: system_clock() + ahead[0])
    with working(world.store, tmp_path):
        waits(world)
        ahead[0] += timedelta(seconds=29)
        until(lambda: fired(world)[1, 50] == 1, seconds=5)
        event = [each for each in events(world) if each.kind == "clock_fired"][-1]
        at = msgspec.json.decode(event.changes)[1]["value"]["at"]
        late = from_microseconds(event.at) - msgspec.convert(at, datetime)
        assert timedelta(0) <= late < timedelta(seconds=1)
        ahead[0] += timedelta(hours=1)
        until(lambda: fired(world)[1, 100] == 1, seconds=5)


@contextlib.contextmanager
def process(url: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """An engine in a process of its own."""
    command = [sys.executable, "-m", "tests.worker.engine_process", url, *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        try:
            yield running
        finally:
            running.kill()


def test_killed_between_firing_and_commit_it_fires_once_more(
    world: World, database_url: str
) -> None:
    world.clock.now = system_clock() - timedelta(hours=1)
    waits(world)
    with process(database_url, "die") as running:
        assert running.wait(20) == -signal.SIGKILL
    assert fired(world) == Counter(), "What was not committed never happened."
    with process(database_url):
        until(lambda: sum(fired(world).values()) == 3)
    assert fired(world) == Counter({(1, 50): 1, (1, 80): 1, (1, 100): 1})


def test_several_processes_killed_at_any_instant_fire_everything_once(
    world: World, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        crowd, rounds = 1, 3
    else:
        crowd, rounds = 2, 3
    world.clock.now = system_clock() - timedelta(hours=1)
    for each in range(150):
        waits(world, f"v{each}")
    chance = random.Random(7)
    for _ in range(rounds):
        with contextlib.ExitStack() as stack:
            for _ in range(crowd):
                stack.enter_context(process(database_url))
            time.sleep(chance.uniform(0.02, 0.15))
    with contextlib.ExitStack() as stack:
        for _ in range(crowd):
            stack.enter_context(process(database_url))
        until(lambda: len(fired(world)) == 450)
    assert set(fired(world).values()) == {1}
