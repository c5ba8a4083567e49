"""Long work in Python that lets everybody else have the interpreter.

A thread that computes holds Python's lock for 5 ms at a time. A writer lets go of it at every
statement, so beside such a thread one message, ten statements, once took 30 ms.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

AT_A_STRETCH_SECONDS = 0.0001
PAUSE_SECONDS = 0.0001
"""Long enough for a waiting thread to awake and take the lock; `sleep(0)` mostly is not."""


def politely(items: Iterable[T]) -> Iterator[T]:
    """Yield the items, with a pause whenever the work on them has held the interpreter a while."""
    since = time.perf_counter()
    for item in items:
        if time.perf_counter() - since > AT_A_STRETCH_SECONDS:
            time.sleep(PAUSE_SECONDS)
            since = time.perf_counter()
        yield item
