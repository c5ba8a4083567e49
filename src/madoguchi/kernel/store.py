"""The store: opens the database, runs operations on writer threads with group commit, and queries
on reader threads. The only place that commits.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar, cast

import sqlalchemy as sa

from madoguchi.kernel import engines
from madoguchi.kernel.ahead import First, first_of
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.time import Clock, system_clock
from madoguchi.kernel.transaction import Tx, View
from madoguchi.kernel.wakeup import Wakeup
from madoguchi.kernel.writer import Command, Writer

P = ParamSpec("P")
T = TypeVar("T")

NO_KEY = -1


class Store:
    """One database, open. Close it when done.

    `write` and `read` return only when the work is done: a `write`, only after the commit is on
    disk. They raise what the operation raised; after a `Refusal` nothing was changed. `keyring`
    is for what lies sealed in the database; without it that stays shut.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Clock = system_clock,
        writers: int = 4,
        readers: int = 4,
        keyring: Keyring | None = None,
    ) -> None:
        self.url = url
        self.clock = clock
        self._keyring = keyring
        self._write_engine = engines.writing(url)
        self._read_engine = engines.reading(url)
        self.dialect = self._write_engine.dialect.name
        self.wakeup = Wakeup(url if self.dialect == "postgresql" else None)
        count = 1 if self.dialect == "sqlite" else writers
        self._writers = [
            Writer(
                self._write_engine,
                clock,
                self.wakeup.announce,
                name=f"writer-{number}",
                keyring=keyring,
            )
            for number in range(count)
        ]
        self._next_writer = 0
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")

    async def write(
        self, operation: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run an operation and return its answer after the commit."""
        return await self.write_for(NO_KEY, operation, *args, **kwargs)

    async def write_for(
        self,
        key: int,
        operation: Callable[Concatenate[Tx, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run an operation on the rows of `key` (a conversation's id).

        Operations of one key stay in order in this process, and a batch takes its locks in the
        order of keys, so that two batches cannot wait for each other.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        first = self._first(operation, *args, **kwargs)
        self._writer(key).put(
            Command(key, lambda tx: operation(tx, *args, **kwargs), future, loop, first)
        )
        return await future

    def write_now(
        self, operation: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`, for threads without an event loop: blocks."""
        first = self._first(operation, *args, **kwargs)
        command = Command[T](NO_KEY, lambda tx: operation(tx, *args, **kwargs), first=first)
        self._writer(NO_KEY).put(command)
        return command.wait()

    async def read(
        self, query: Callable[Concatenate[View, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query on one consistent view of what is committed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._readers, lambda: self.read_now(query, *args, **kwargs)
        )

    async def glance(
        self, query: Callable[Concatenate[View, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `read`, for a query of one prepared statement: see `glance_now`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._readers, lambda: self.glance_now(query, *args, **kwargs)
        )

    def read_now(
        self, query: Callable[Concatenate[View, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `read`, in this thread."""
        with self._read_engine.connect() as connection, connection.begin():
            return query(View(connection, self.clock(), self._keyring), *args, **kwargs)

    def glance_now(
        self, query: Callable[Concatenate[View, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `read_now`, for a query of one prepared statement: that is one view by itself.

        Without a transaction around it, it costs one round trip instead of three.
        """
        with self._read_engine.connect() as connection:
            return query(View(connection, self.clock(), self._keyring), *args, **kwargs)

    def checkpoint(self) -> bool:
        """Bring SQLite's log into its file and empty it, so that only the file remembers.

        Returns False while somebody still reads an older state; try again later. Waits for nobody,
        for whoever it waited for would keep the writer waiting too.
        """
        if self.dialect != "sqlite":
            return True
        pooled = self._write_engine.raw_connection()
        try:
            driver = cast("sqlite3.Connection", pooled.driver_connection)
            driver.execute("PRAGMA busy_timeout = 50")
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            driver.execute(f"PRAGMA busy_timeout = {engines.BUSY_MS}")
            return not busy
        finally:
            pooled.close()

    def close(self) -> None:
        """Finish what is queued, then let go of the database."""
        for writer in self._writers:
            writer.close()
        self._readers.shutdown(wait=True)
        self.wakeup.close()
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _first(
        self, operation: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> First | None:
        # On SQLite no trip is saved by reading ahead.
        if self.dialect == "sqlite":
            return None
        return first_of(operation, *args, **kwargs)

    def _writer(self, key: int) -> Writer:
        if key == NO_KEY:
            # Nobody waits behind a long batch, such as a worker's, while another writer rests.
            first = self._next_writer = (self._next_writer + 1) % len(self._writers)
            turn = self._writers[first:] + self._writers[:first]
            return min(turn, key=lambda writer: writer.load)
        return self._writers[key % len(self._writers)]

    @property
    def writing_engine(self) -> sa.Engine:
        """The engine under the writers, for schema changes before the first operation."""
        return self._write_engine
