"""Engines for the two databases, set up alike: durable commits, explicit transactions."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from madoguchi.kernel.prepared import Prepared

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
        connection.exec_driver_sql(begin)

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
    prepared = Prepared(sa.text(begin))

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        prepared.run(connection, {})

    return engine


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
