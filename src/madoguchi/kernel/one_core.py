"""Keeps a process that computes in Python on one core, and moves it where that one is taken.

Its threads take turns anyway, and a turn that goes to another core costs a wake-up there.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import structlog

LOOK_SECONDS = 1.0
SETTLE_SECONDS = 3.0
"""After a move: everybody else is moved by the kernel meanwhile."""
TAKEN = 0.25
"""By so much of a core others must be freer than ours is before it is left."""
_STATE = Path("/proc/stat")
_IDLE = (3, 4)
"""Of a core's times in `/proc/stat`, those in which it rested or waited for a disk."""

log = structlog.get_logger("madoguchi.kernel")


def others_load(busy: Mapping[int, float], own: float, core: int | None) -> dict[int, float]:
    """Return how busy each core is with others, in cores, where we take `own` on `core`."""
    return {
        number: max(0.0, taken - own) if number == core else taken for number, taken in busy.items()
    }


def better(load: Mapping[int, float], core: int) -> int | None:
    """Return the core to move to from one that others take, None to stay."""
    freest = min(load, key=lambda number: load[number])
    return freest if load[core] - load[freest] > TAKEN else None


def least_held(held: Mapping[int, int], cores: Collection[int]) -> list[int]:
    """Return the cores on which the fewest programs are held."""
    fewest = min(held.get(core, 0) for core in cores)
    return [core for core in sorted(cores) if held.get(core, 0) == fewest]


class OneCore:
    """This process on one core; for one thread that looks now and then."""

    def __init__(self, choose: Callable[[list[int]], int] = random.choice) -> None:
        self._cores = frozenset(_affinity(0))
        self._choose = choose
        self.core: int | None = None
        self._moved_at = 0.0
        self._seen = (time.monotonic(), time.process_time(), _busy())

    def begin(self) -> bool:
        """Take a core; False where there is nothing to choose from."""
        if len(self._cores) < 2:
            return False
        self._place(self._choose(least_held(programs_held(), self._cores)))
        return True

    def look(self) -> bool:
        """Move where others take much of our core; False once somebody else has placed us."""
        placed = _affinity(os.getpid())
        if placed != {self.core}:
            # An operator's `taskset`, or a container that was given other cores: theirs to say.
            log.info("placed_by_another", cores=sorted(placed))
            self.core = None
            return False
        now = (time.monotonic(), time.process_time(), _busy())
        passed, own = now[0] - self._seen[0], now[1] - self._seen[1]
        taken = {
            number: (seconds - self._seen[2].get(number, seconds)) / passed
            for number, seconds in now[2].items()
            if number in self._cores
        }
        self._seen = now
        if self.core not in taken or now[0] - self._moved_at < SETTLE_SECONDS:
            return True
        core = better(others_load(taken, own / passed, self.core), self.core)
        # Two of us on one core would else leave it together.
        if core is not None and self._choose([0, 1]):
            self._place(core)
            self._moved_at = now[0]
        return True

    def end(self) -> None:
        """Go anywhere again."""
        if self.core is not None:
            self.core = None
            _place_all(self._cores)

    def roam(self, pid: int = 0) -> None:
        """Let this thread, or another process, run on any core that we were given.

        For what computes without the interpreter, such as pictures and passwords.
        """
        if self.core is not None:
            _place(pid, self._cores)

    def _place(self, core: int) -> None:
        _place_all({core}, unless=self._cores if self.core is not None else None)
        self.core = core
        log.debug("on_one_core", core=core)


_ours: list[OneCore] = []


def roam(pid: int = 0) -> None:
    """Let this thread, or a child, run anywhere: for what needs no turn of the interpreter."""
    for ours in _ours:
        ours.roam(pid)


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Keep this process on one core meanwhile, where the system lets it choose."""
    if not hasattr(os, "sched_setaffinity") or not _STATE.exists():
        yield
        return
    ours = OneCore()
    over = threading.Event()

    def look_after() -> None:
        while not over.wait(LOOK_SECONDS) and ours.look():
            pass

    if not ours.begin():
        yield
        return
    _ours.append(ours)
    looking = threading.Thread(target=look_after, name="one-core", daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
        _ours.remove(ours)
        ours.end()


def _affinity(thread: int) -> set[int]:
    return os.sched_getaffinity(thread) if hasattr(os, "sched_getaffinity") else set()


def _place(thread: int, cores: set[int] | frozenset[int]) -> None:
    # Threads end, and so do children.
    with contextlib.suppress(ProcessLookupError):
        os.sched_setaffinity(thread, cores)


def _place_all(cores: set[int] | frozenset[int], *, unless: frozenset[int] | None = None) -> None:
    """Place every thread of this process, but those that roam."""
    for name in os.listdir("/proc/self/task"):
        with contextlib.suppress(ProcessLookupError):
            if unless is None or os.sched_getaffinity(int(name)) != unless:
                _place(int(name), cores)


def programs_held() -> Counter[int]:
    """Count on each core the programs that something holds there, such as others of ours."""
    found: Counter[int] = Counter()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or process.name == str(os.getpid()):
            continue
        with contextlib.suppress(OSError):
            cores = _affinity(int(process.name))
            # What has no command line is the kernel's own, on every core.
            if len(cores) == 1 and (process / "cmdline").read_bytes():
                found.update(cores)
    return found


def _busy() -> dict[int, float]:
    """Return the seconds that each core has worked since the machine began."""
    ticks = os.sysconf("SC_CLK_TCK")
    found: dict[int, float] = {}
    for line in _STATE.read_text().splitlines():
        name, *times = line.split()
        if name.startswith("cpu") and name != "cpu":
            # Guests' time, the last two, is among the others.
            worked = sum(int(each) for at, each in enumerate(times[:8]) if at not in _IDLE)
            found[int(name[3:])] = worked / ticks
    return found
