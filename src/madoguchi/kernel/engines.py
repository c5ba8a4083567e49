"""Engines for the two databases, set up alike: durable commits, explicit transactions."""

from __future__ import annotations

import sqlite3
import time
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from madoguchi.kernel.prepared import Prepared, run_plain, translated
from madoguchi.kernel.prepared_postgresql import forget_waiting, run_waiting, waits

BUSY_MS = 10_000
REST_SECONDS = 1.0
APPLICATION = "madoguchi"
"""How our connections are known in PostgreSQL's lists."""


def writing(url: str) -> sa.Engine:
    """Return the engine whose transactions may change things."""
    if url.startswith("sqlite"):
        return _sqlite(url, "BEGIN IMMEDIATE")
    return _postgresql(url, "BEGIN")


def reading(url: str) -> sa.Engine:
    """Return the engine whose transactions see one consistent state."""
    if url.startswith("sqlite"):
        return _sqlite(url, "BEGIN", query_only=True)
    return _postgresql(url, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _sqlite(url: str, begin: str, *, query_only: bool = False) -> sa.Engine:
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        pool_size=16,
        max_overflow=16,
        connect_args={"check_same_thread": False, "cached_statements": 512},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # The driver's own transaction handling is off: BEGIN is ours, so a read is a snapshot too.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            # What is taken out of a page is overwritten: a redaction must not stay on the disk.
            "secure_delete = ON",
            "cache_size = -16384",
            "mmap_size = 268435456",
            "temp_store = MEMORY",
            "wal_autocheckpoint = 4000",
            f"query_only = {int(query_only)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        run_plain(connection, begin)

    return engine


def _postgresql(url: str, begin: str) -> sa.Engine:
    options: dict[str, Any] = {"connect_timeout": 5, "application_name": APPLICATION}
    # psycopg would prepare by itself, and empty the whole connection of prepared statements, ours
    # (`prepared_postgresql`) too, after each rollback; its generic plans are a trap besides.
    options["prepare_threshold"] = None
    # It would also begin with the first statement of its own, and so leave ours before it, locks
    # and all, outside the transaction. BEGIN is ours.
    options["autocommit"] = True
    engine = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=16,
        max_overflow=16,
        connect_args=options,
    )
    _look_after_rest(engine)
    _make_fewer_trips(engine, Prepared(sa.text(begin)))
    return engine


def _make_fewer_trips(engine: sa.Engine, begin: Prepared) -> None:
    """Send BEGIN with the first statement, and COMMIT with what an operation left for its end."""
    commit = Prepared(sa.text("COMMIT"))

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        forget_waiting(_driver(connection))  # of a transaction that was dropped
        begin.later(connection, {})

    @sa.event.listens_for(engine, "before_cursor_execute")
    def before(connection: sa.Connection, *_: object) -> None:
        driver = _driver(connection)
        try:
            run_waiting(driver)
        except Exception as error:
            raise translated(error, connection, driver) from error

    @sa.event.listens_for(engine, "commit")
    def end(connection: sa.Connection) -> None:
        # The driver commits where a transaction is open, so after this it has nothing to do.
        if waits(_driver(connection)):
            commit.run(connection, {})

    @sa.event.listens_for(engine, "rollback")
    def undo(connection: sa.Connection) -> None:
        if not connection.invalidated:
            forget_waiting(_driver(connection))

    @sa.event.listens_for(engine, "checkin")
    def rest(driver: psycopg.Connection[Any] | None, _entry: object) -> None:
        if driver is not None:
            forget_waiting(driver)


def _driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)


def _look_after_rest(engine: sa.Engine) -> None:
    """Ask a connection that has rested whether it still lives; asking each time costs a trip."""

    @sa.event.listens_for(engine, "checkin")
    def rest(_driver: object, entry: ConnectionPoolEntry) -> None:
        entry.info["rests_since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def look(driver: psycopg.Connection[Any], entry: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - entry.info.get("rests_since", time.monotonic()) > REST_SECONDS:
            try:
                driver.execute("SELECT 1")
            except psycopg.Error as error:
                # All that rest were there before the database went away: none is tried again.
                raise sa.exc.InvalidatePoolError from error
