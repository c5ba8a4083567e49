"""The embedded database as a file: whether it is sound, and a copy of it while it is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from madoguchi.kernel.trouble import DatabaseRefused, damaged, shown

QUICK_CHECK_LIMIT = 64 * 1024 * 1024
"""Bytes of a file that is looked through at every start, which takes some 0.1 s; a larger one is
opened on the strength of its first pages, and looked through by `madoguchi admin check`."""


def check(connection: sa.Connection, url: str, *, largest: int = QUICK_CHECK_LIMIT) -> None:
    """Look through a file of at most `largest` bytes. Raises `DatabaseRefused` when damaged."""
    file = Path(shown(url))
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    size = pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    if size <= largest:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise damaged(file, str(found).splitlines()[-1])


def settle(file: Path) -> None:
    """Bring what the WAL holds into the file, so that it can be moved. Nobody may be using it.

    Raises `DatabaseRefused` when somebody is. A file that is no database is left as it is.
    """
    try:
        with closing(sqlite3.connect(file, timeout=2)) as connection:
            # Leaving WAL needs the file for oneself: every open connection holds a lock on it.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise DatabaseRefused(
                f"The database file {file} is in use. Stop the server that has it open, and any"
                " other program, and try again."
            ) from error
        raise
    except sqlite3.DatabaseError:
        return


def move(file: Path, target: Path) -> None:
    """Rename a settled database, or a damaged one with all that belongs to it."""
    for suffix in ("-wal", "-shm", ""):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.rename(target.with_name(target.name + suffix))


def remove(file: Path) -> None:
    """Delete a database that was never finished."""
    for suffix in ("-wal", "-shm", "-journal", ""):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def copy(url: str, mark: str) -> Path:
    """Copy the database beside itself, as one consistent state, and return the copy's path.

    An older copy with the same mark is replaced. Raises sqlite3's errors.
    """
    file = Path(shown(url))
    target = file.with_name(f"{file.stem}.{mark}{file.suffix}")
    draft = target.with_name(f"{target.name}.part")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(draft)) as made:
        source.backup(made)
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(target)
    return target
