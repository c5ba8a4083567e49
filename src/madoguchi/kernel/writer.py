"""A writer thread: takes whatever operations are waiting, runs them in one transaction, commits
once, then answers them all. This is the group commit; callers see one operation, one commit.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError, OperationalError

from madoguchi.kernel.ahead import First, read_ahead
from madoguchi.kernel.errors import Refusal, StorageFull, Unavailable
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.time import Clock
from madoguchi.kernel.transaction import Tx, flush

T = TypeVar("T")

SMALLEST_BATCH = 8
"""As many are always taken together where they wait: what makes them slow may be each other."""
LARGEST_BATCH = 512
LONGEST_BATCH_SECONDS = 0.05
"""What is written is seen when the batch is: on PostgreSQL nobody sees what any other has written
since the oldest open batch began either.
"""
RETRIES = 4
# Serialization failure, deadlock, unique violation: it never happened, and run again the operation
# sees the other's row and says so in its own words.
_RETRIED_STATES = {"40001", "40P01", "23505"}
_FULL_STATES = {"53100"}

log = structlog.get_logger("madoguchi.kernel")


class Command(Generic[T]):
    """One operation waiting for its turn, and where its answer goes."""

    __slots__ = ("_done", "call", "error", "first", "future", "key", "loop", "result")

    def __init__(
        self,
        key: int,
        call: Callable[[Tx], T],
        future: asyncio.Future[T] | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
        first: First | None = None,
    ) -> None:
        self.key = key
        self.call = call
        self.first = first
        self.future = future
        self.loop = loop
        self.result: T | None = None
        self.error: BaseException | None = None
        self._done = threading.Event() if loop is None else None

    def wait(self) -> T:
        """Block until answered; raise what the operation raised."""
        assert self._done is not None
        self._done.wait()
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]

    def answer(self) -> None:
        """Hand the answer over; runs on the event loop where there is one."""
        if self.future is None:
            assert self._done is not None
            self._done.set()
        elif not self.future.done():
            if self.error is not None:
                self.future.set_exception(self.error)
            else:
                self.future.set_result(self.result)  # type: ignore[arg-type]


def _answer_all(commands: Sequence[Command[Any]]) -> None:
    for command in commands:
        command.answer()


class _Unknown(Exception):
    """The connection broke during COMMIT: nobody can say whether it happened."""


class Writer:
    """One thread with one connection; `put` commands, `close` to finish."""

    def __init__(
        self,
        engine: sa.Engine,
        clock: Clock,
        announce: Callable[[], None],
        *,
        name: str,
        keyring: Keyring | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._keyring = keyring
        self._announce = announce
        self._queue: queue.SimpleQueue[Command[Any] | None] = queue.SimpleQueue()
        self._connection: sa.Connection | None = None
        self._begun: float | None = None
        self._most = SMALLEST_BATCH
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()
        self.put = self._queue.put

    @property
    def load(self) -> float:
        """How much is waiting here, about: commands, and milliseconds that they have taken by now.

        What has run for long, such as a page of an import, will probably run on.
        """
        begun = self._begun
        took = 0.0 if begun is None else (time.perf_counter() - begun) * 1000
        return self._queue.qsize() + took

    def close(self) -> None:
        """Run what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        closing = False
        while not closing:
            first = self._queue.get()
            if first is None:
                break
            batch = [first]
            while len(batch) < self._most:
                try:
                    command = self._queue.get_nowait()
                except queue.Empty:
                    break
                if command is None:
                    closing = True
                    break
                batch.append(command)
            # Locks are taken in the order of keys everywhere, so batches cannot deadlock; the sort
            # is stable, so one conversation's operations keep their order.
            batch.sort(key=lambda command: command.key)
            self._begun = time.perf_counter()
            try:
                self._run(batch)
            except Exception as error:
                # Even reporting a failure can fail, as on a full disk; the thread must live on.
                for command in batch:
                    command.error = command.error or error
            self._answer(batch)
            self._begun = None
        if self._connection is not None:
            self._connection.close()

    def _answer(self, batch: Sequence[Command[Any]]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop | None, list[Command[Any]]] = defaultdict(list)
        for command in batch:
            by_loop[command.loop].append(command)
        for loop, commands in by_loop.items():
            if loop is None:
                _answer_all(commands)
            elif not loop.is_closed():
                loop.call_soon_threadsafe(_answer_all, commands)

    def _run(self, batch: Sequence[Command[Any]]) -> None:
        """Run a batch as one transaction; where one operation spoils it, run each by itself."""
        try:
            changed = self._attempt(batch)
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, _Unknown):
                for command in batch:
                    self._run([command])
                return
            self._run_again(batch, error)
        else:
            if changed:
                self._announce()

    def _run_again(self, batch: Sequence[Command[Any]], error: Exception) -> None:
        """Retry a lone command where the database says that it never happened, else answer it."""
        for attempt in range(RETRIES):
            if not _never_happened(error):
                break
            time.sleep(0.02 * 2**attempt)
            try:
                changed = self._attempt(batch)
            except Exception as again:
                error = again
            else:
                if changed:
                    self._announce()
                return
        for command in batch:
            command.error = _as_answer(error)

    def _attempt(self, batch: Sequence[Command[Any]]) -> bool:
        """Run and commit; returns whether anything was changed. Raises with nothing changed."""
        connection = self._connect()
        done: list[Tx] = []
        try:
            transaction = connection.begin()
            begun = time.perf_counter()
            aheads = read_ahead(connection, [command.first for command in batch])
            for command, ahead in zip(batch, aheads, strict=True):
                tx = Tx(connection, self._clock(), self._keyring, ahead)
                command.error = None
                try:
                    command.result = command.call(tx)
                except DBAPIError:
                    raise
                except Exception as error:
                    if tx.wrote:
                        raise
                    # Nothing was touched, so the others need not suffer.
                    command.error = error
                else:
                    done.append(tx)
            flush(connection, done)
            # Not the commit's own time: the slower a disk is, the more must share one.
            spent = max(time.perf_counter() - begun, 1e-6)
            fit = int(len(batch) * LONGEST_BATCH_SECONDS / spent)
            self._most = max(SMALLEST_BATCH, min(LARGEST_BATCH, fit))
        except BaseException:
            self._abandon(connection)
            raise
        try:
            transaction.commit()
        except DBAPIError as error:
            broken = error.connection_invalidated
            self._abandon(connection)
            if broken:
                raise _Unknown from error
            raise
        return any(tx.wrote or tx.events for tx in done)

    def _connect(self) -> sa.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = self._engine.connect()
        return self._connection

    def _abandon(self, connection: sa.Connection) -> None:
        """Roll back; a connection that cannot even do that is thrown away."""
        try:
            transaction = connection.get_transaction()
            if transaction is not None:
                transaction.rollback()
            if connection.invalidated:
                raise OperationalError("rollback", None, ConnectionError("connection lost"))
        except Exception:
            self._connection = None
            connection.invalidate()
            connection.close()


def _never_happened(error: Exception) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return (
        state in _RETRIED_STATES
        or error.connection_invalidated
        or (isinstance(error, OperationalError) and "locked" in str(error.orig))
    )


def _as_answer(error: Exception) -> BaseException:
    """Return what the caller is told: refusals as they are, the database's troubles as refusals."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, _Unknown):
        return Unavailable("storage.unknown_outcome")
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        text = str(error.orig)
        if state in _FULL_STATES or "disk is full" in text or "disk I/O error" in text:
            log.error("storage_full", detail=text)
            return StorageFull("storage.full")
        if isinstance(error, OperationalError):
            log.error("storage_unavailable", detail=text)
            return Unavailable("storage.unavailable")
    log.error("operation_failed", exc_info=error)
    return error
