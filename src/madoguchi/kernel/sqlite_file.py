"""The embedded database as a file: whether it is sound, and a copy of it while it is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from madoguchi.kernel.trouble import damaged, shown

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
