"""Wake-ups: a hint that the feed has grown, in this process and, on PostgreSQL, in the others.

The database is the only truth: a lost hint costs a reader's next look, never an event.
What is never stored (typing, presence) goes the same way as whispers.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import psycopg
import structlog

CHANNEL = "madoguchi"
WHISPERS = "madoguchi_whisper"
LARGEST_WHISPER = 7900
"""Bytes; PostgreSQL refuses a NOTIFY of 8,000."""
MOST_WHISPERS = 1000
"""Waiting while the database is away; the oldest are lost first."""
COALESCE_SECONDS = 0.003
"""One NOTIFY per commit would take a global lock each time; a few milliseconds share one."""
RECONNECT_SECONDS = 1.0

_WHISPER = "SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said"
"""All that waits in one transaction; words said twice in one are heard once."""

log = structlog.get_logger("madoguchi.kernel")


class Wakeup:
    """Call `announce` after a commit; every `listener` anywhere is called soon after.

    Listeners are called on whatever thread noticed, so they must only pass the word on.
    """

    def __init__(self, url: str | None) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._hearers: list[Callable[[str], None]] = []
        self._whispers: deque[str] = deque(maxlen=MOST_WHISPERS)
        self._url = url
        self._stop = threading.Event()
        self._pending = threading.Event()
        self._own_pid: int | None = None
        self._threads: list[threading.Thread] = []
        if url is not None:
            for work in (self._notify, self._listen):
                thread = threading.Thread(target=work, daemon=True, name=f"wakeup{work.__name__}")
                thread.start()
                self._threads.append(thread)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Add a listener; the answer takes it away again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self) -> None:
        """Say that something was committed."""
        for listener in self._listeners:
            listener()
        self._pending.set()

    def whisper(self, text: str) -> None:
        """Tell the other processes something that may be lost; too long a text is."""
        if self._url is not None and len(text.encode()) <= LARGEST_WHISPER:
            self._whispers.append(text)
            self._pending.set()

    def hear(self, hearer: Callable[[str], None]) -> None:
        """Call `hearer` with what other processes whisper, and with our own words as well."""
        self._hearers.append(hearer)

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._pending.set()
        for thread in self._threads:
            thread.join()

    def _notify(self) -> None:
        assert self._url is not None
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    self._own_pid = connection.info.backend_pid
                    while not self._stop.is_set():
                        self._pending.wait()
                        self._stop.wait(COALESCE_SECONDS)
                        self._pending.clear()
                        connection.execute(f"NOTIFY {CHANNEL}")
                        said = [self._whispers.popleft() for _ in range(len(self._whispers))]
                        if said:
                            connection.execute(_WHISPER, (WHISPERS, said))
            except psycopg.Error as error:
                self._pause("notify", error)

    def _listen(self) -> None:
        assert self._url is not None
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    connection.execute(f"LISTEN {WHISPERS}")
                    while not self._stop.is_set():
                        for notice in connection.notifies(timeout=0.5, stop_after=1):
                            self._pass_on(notice)
            except psycopg.Error as error:
                self._pause("listen", error)

    def _pass_on(self, notice: psycopg.Notify) -> None:
        if notice.channel == WHISPERS:
            for hearer in self._hearers:
                hearer(notice.payload)
        elif notice.pid != self._own_pid:
            # Our own commits were announced here at once: hearing of them again would have the
            # hub read the feed twice for each.
            for listener in self._listeners:
                listener()

    def _pause(self, what: str, error: Exception) -> None:
        if not self._stop.is_set():
            log.warning("wakeup_lost", what=what, detail=str(error))
            self._stop.wait(RECONNECT_SECONDS)
