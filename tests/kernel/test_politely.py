"""Long work pauses now and then, work that nobody waits for the longer."""

from __future__ import annotations

import time

import pytest

from madoguchi.kernel import politely as module
from madoguchi.kernel.politely import AT_A_STRETCH_SECONDS, in_background, politely

WORK = 0.0005
TIMES = 20


def work() -> None:
    for _ in politely(range(TIMES)):
        begun = time.perf_counter()
        while time.perf_counter() - begun < WORK:
            pass


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it paused each time; nothing else is changed."""
    found: list[float] = []
    sleep = time.sleep

    def note(seconds: float) -> None:
        found.append(seconds)
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", note)
    return found


def test_long_work_lets_others_in(pauses: list[float]) -> None:
    work()
    assert len(pauses) == TIMES - 1
    assert set(pauses) == {module.PAUSE_SECONDS}


def test_work_in_the_background_takes_a_tenth(pauses: list[float]) -> None:
    in_background(work)()
    assert min(pauses) >= WORK * module.REST_IN_THE_BACKGROUND
    pauses.clear()
    work()
    assert set(pauses) == {module.PAUSE_SECONDS}, "only while it is there"


def test_short_work_goes_on_at_once(pauses: list[float]) -> None:
    assert list(politely([1])) == [1]
    assert pauses == []
    assert WORK > AT_A_STRETCH_SECONDS
