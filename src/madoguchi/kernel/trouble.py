"""What an operator is told when a database cannot be used: what is wrong, where, what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

ALMOST_FULL = 4 * 1024 * 1024
"""Bytes left on a disk with which a failed write is the disk's fault."""


class DatabaseRefused(Exception):
    """A database that this program will not work with; the text is for the operator."""


def shown(url: str) -> str:
    """Return how an operator knows a database: the file, or the address without its password."""
    address = sa.make_url(url)
    if address.drivername == "sqlite":
        return str(address.database)
    return address.render_as_string(hide_password=True)


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn the troubles of opening a database into `DatabaseRefused`."""
    try:
        yield
    except DatabaseError as error:
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise  # our own mistake
        said = str(error.orig).strip()
        if sa.make_url(url).drivername == "sqlite":
            raise DatabaseRefused(_about_file(Path(shown(url)), said)) from error
        raise DatabaseRefused(
            f"PostgreSQL at {shown(url)} cannot be used: {said}\nCheck that it runs, and the"
            " setting “database”: postgresql://USER:PASSWORD@HOST:PORT/NAME"
        ) from error


def damaged(file: Path, what: str) -> DatabaseRefused:
    """Return the refusal of a damaged file."""
    return DatabaseRefused(
        f"The database file {file} is damaged ({what}). Nothing was changed. Move it away together"
        f" with {file.name}-wal and {file.name}-shm, keep them, and bring back the newest backup"
        f" with: madoguchi restore FILE --data {file.parent}"
    )


def _about_file(file: Path, said: str) -> str:
    folder = file.parent
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        return str(damaged(file, said))
    if not folder.is_dir():
        return f"There is no folder {folder} for the database. Make it, or change “data”."
    if "full" in said or shutil.disk_usage(folder).free < ALMOST_FULL:
        free = shutil.disk_usage(folder).free // 1024
        return (
            f"The disk that holds {folder} is full ({free} kB are left). Nothing was changed. Make"
            " room on it and start again."
        )
    if "readonly" in said or "unable to open" in said:
        return (
            f"The database file {file} cannot be written ({said}). The account that runs Madoguchi"
            f" needs to write {file} and the folder {folder}."
        )
    if "locked" in said:
        return (
            f"Another program has held the database file {file} for ten seconds. Stop it, or wait"
            " until it has finished."
        )
    if "I/O error" in said:
        free = shutil.disk_usage(folder).free // 1024**2
        return (
            f"The disk that holds {file} refused to be read or written ({free} MB are free on it)."
            " Look whether the disk is failing, or its size for this account is limited."
        )
    return f"The database file {file} cannot be used: {said}."
