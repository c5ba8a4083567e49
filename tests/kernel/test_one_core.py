"""A process keeps to one core, leaves one that others take, and lets others place it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.one_core import (
    TAKEN,
    better,
    least_held,
    others_load,
    programs_held,
)

needs_cores = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="this machine gives us one core",
)

_LOADS = st.dictionaries(st.integers(0, 7), st.floats(0, 1), min_size=2)


def test_what_we_take_ourselves_is_nobody_elses() -> None:
    assert others_load({0: 0.9, 1: 0.3}, 0.7, 0) == pytest.approx({0: 0.2, 1: 0.3})
    assert others_load({0: 0.5, 1: 0.3}, 0.7, 0) == {0: 0.0, 1: 0.3}  # some of it was elsewhere


def test_a_core_is_left_where_another_is_clearly_freer() -> None:
    assert better({0: 0.6, 1: 0.3, 2: 0.1}, 0) == 2
    assert better({0: 0.3, 1: 0.2}, 0) is None


@given(_LOADS, st.data())
def test_nobody_goes_where_they_would_leave_again(
    load: dict[int, float], data: st.DataObject
) -> None:
    core = data.draw(st.sampled_from(sorted(load)))
    new = better(load, core)
    if new is not None:
        assert load[new] < load[core] - TAKEN
        assert better(load, new) is None


_SCRIPT = """
import os, subprocess, sys, threading, time
from madoguchi.kernel import one_core
cores = os.sched_getaffinity(0)
threads = lambda: [os.sched_getaffinity(int(each)) for each in os.listdir("/proc/self/task")]
wait = threading.Event()
threading.Thread(target=wait.wait, daemon=True).start()
with one_core.kept():
    (mine,) = os.sched_getaffinity(0)
    assert all(each == {mine} for each in threads()), threads()
    roaming = []
    def computes():
        one_core.roam()
        roaming.append(os.sched_getaffinity(0))
    one = threading.Thread(target=computes)
    one.start(); one.join()
    assert roaming == [cores], roaming
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert os.sched_getaffinity(child.pid) == {mine}
    one_core.roam(child.pid)
    assert os.sched_getaffinity(child.pid) == cores
    child.communicate(b"\\n")
    one_core.roam(child.pid)  # one that has ended
    assert all(each == {mine} for each in threads()), threads()
assert all(each == cores for each in threads()), threads()
with one_core.kept():
    theirs = {min(cores)} if os.sched_getaffinity(0) != {min(cores)} else {max(cores)}
    os.sched_setaffinity(0, theirs)  # as `taskset` would
    time.sleep(one_core.LOOK_SECONDS * 1.5)
    assert os.sched_getaffinity(0) == theirs
assert os.sched_getaffinity(0) == theirs
"""


@needs_cores
def test_threads_stay_but_what_roams_and_an_operator_has_the_last_word() -> None:
    command = [sys.executable, "-c", _SCRIPT]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_second_process_takes_another_core() -> None:
    assert least_held({0: 1}, {0, 1, 2}) == [1, 2]
    assert least_held({0: 2, 1: 1}, {0, 1}) == [1]
    assert least_held({5: 3}, {0, 1}) == [0, 1]


@needs_cores
def test_what_is_held_on_a_core_is_seen() -> None:
    core = max(os.sched_getaffinity(0))
    command = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as held:
        assert held.stdout is not None
        held.stdout.readline()  # its command line is not there at once
        os.sched_setaffinity(held.pid, {core})
        assert programs_held()[core] >= 1
        held.communicate(b"\n")
    # The kernel holds threads of its own on every core: they are nobody's.
    assert programs_held().total() < len(list(Path("/proc").glob("[0-9]*"))) // 2


def test_this_process_was_left_alone() -> None:
    assert len({frozenset(_affinity(each)) for each in threading.enumerate()}) == 1


def _affinity(thread: threading.Thread) -> set[int]:
    return os.sched_getaffinity(thread.native_id or 0)
