"""Taking a backup: one consistent state of the database, while everybody goes on working."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from madoguchi import __version__
from madoguchi.kernel import engines, migrate
from madoguchi.kernel.backup import rows
from madoguchi.kernel.backup.archive import Reader, Writer
from madoguchi.kernel.backup.manifest import BackupRefused, Manifest
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.trouble import explained, shown

Progress = Callable[[str], None]


def save(url: str, blobs: Blobs, key: Path | None, target: Path, progress: Progress) -> Manifest:
    """Write database, attachments and key into one file, which is checked before it appears.

    What was acknowledged before the call is in it. Without `key` the key is left out. Raises
    `BackupRefused` or `DatabaseRefused`; then no file is left.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already, and is left as it is. Name another file.")
    draft = target.with_name(f"{target.name}.part")
    try:
        draft.unlink(missing_ok=True)
        # Whoever reads it has everything, the key too: it is for this account alone.
        draft.touch(mode=0o600, exist_ok=False)
        manifest = _write(url, blobs, key, draft, progress)
        progress("checking what was written")
        with closing(Reader(draft)) as reader:
            reader.check()
        _put_in_place(draft, target)
    except OSError as error:
        raise BackupRefused(_trouble(target, error)) from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(url: str, blobs: Blobs, key: Path | None, draft: Path, progress: Progress) -> Manifest:
    made_at = datetime.now(UTC)
    archive = Writer(draft)
    engine = engines.reading(url)
    try:
        with explained(url), engine.connect() as connection, connection.begin():
            schema = migrate.revision_of(connection, url)
            if schema is None:
                raise BackupRefused(
                    f"The database {shown(url)} is empty: there is nothing to keep."
                )
            _write_tables(connection, archive, progress)
            dialect = connection.dialect.name
        # After the database: every file that one of its rows names is there by now.
        progress("attachments")
        _write_attachments(archive, blobs)
        if key is not None:
            archive.add_key(key.read_bytes())
        return archive.finish(program=__version__, schema=schema, dialect=dialect, made_at=made_at)
    finally:
        archive.close()
        engine.dispose()


def _write_tables(connection: sa.Connection, archive: Writer, progress: Progress) -> None:
    last_ids = rows.last_ids(connection)
    for table in rows.tables(connection):
        progress(f"table {table.name}")
        parts = rows.read(connection, table)
        archive.add_table(table.name, table.columns, parts, last_ids.get(table.name))


def _write_attachments(archive: Writer, blobs: Blobs) -> None:
    for name in blobs.names():
        chunks = blobs.read_now(name)
        try:
            first = next(chunks, b"")
        except NotFound:
            continue  # redacted since the list was made
        archive.add_attachment(name, itertools.chain([first], chunks))


def _put_in_place(draft: Path, target: Path) -> None:
    """Give the finished file its name, for good, and never over another's."""
    for path in (draft, draft.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    target.hardlink_to(draft)


def _trouble(target: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return f"The disk that holds {target.parent} is full. The unfinished backup was removed."
    return f"The backup cannot be written to {target}: {error.strerror or error}."
