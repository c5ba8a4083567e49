"""Long work in Python that lets everybody else have the interpreter.

A thread that computes holds Python's lock for 5 ms at a time. A writer lets go of it at every
statement, so beside such a thread one message, ten statements, once took 30 ms.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

AT_A_STRETCH_SECONDS = 0.0001
PAUSE_SECONDS = 0.0001
"""Long enough for a waiting thread to awake and take the lock; `sleep(0)` mostly is not."""
REST_IN_THE_BACKGROUND = 9
"""Pauses of background work, in what it has just worked: it takes a tenth of the interpreter.

With a half, a desk that needs another half itself has nothing left for as long as that lasts: of
1,000 messages a second most of those that took over 10 ms came beside a page of figures.
"""


class _Thread(threading.local):
    in_background = False


_thread = _Thread()


def politely(items: Iterable[T]) -> Iterator[T]:
    """Yield the items, with a pause whenever the work on them has held the interpreter a while."""
    since = time.perf_counter()
    for item in items:
        worked = time.perf_counter() - since
        if worked > AT_A_STRETCH_SECONDS:
            time.sleep(worked * REST_IN_THE_BACKGROUND if _thread.in_background else PAUSE_SECONDS)
            since = time.perf_counter()
        yield item


def in_background(work: Callable[P, T]) -> Callable[P, T]:
    """Have work that nobody waits for pause the longer in `politely`."""

    def patient(*args: P.args, **kwargs: P.kwargs) -> T:
        _thread.in_background = True
        try:
            return work(*args, **kwargs)
        finally:
            _thread.in_background = False

    return patient
