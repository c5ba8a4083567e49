"""Bringing a backup back: checked first, then all of it or nothing, into either database."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from madoguchi.kernel import engines, feed, migrate, search, sqlite_file
from madoguchi.kernel.backup import rows
from madoguchi.kernel.backup.archive import Reader
from madoguchi.kernel.backup.manifest import BackupRefused, Manifest
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.time import to_microseconds
from madoguchi.kernel.trouble import explained, shown

Progress = Callable[[str], None]

GOING_SECONDS = 3.0
"""How long a server that has just been stopped may take to let go of PostgreSQL."""


def restore(
    source: Path,
    url: str,
    blobs: Blobs,
    key: Path,
    *,
    replace: bool,
    progress: Progress,
) -> Manifest:
    """Make an installation out of a backup, in an empty place or, with `replace`, in a used one.

    No server may be using the place. A replaced SQLite file and key are kept beside the new ones;
    a replaced PostgreSQL database is gone. A backup of an earlier version is upgraded. Raises
    `BackupRefused` or `DatabaseRefused`; then what was there is there still.
    """
    reader = Reader(source)
    try:
        progress("checking the backup")
        reader.check()
        moment = datetime.now(UTC)
        _check_key(reader, key, replace=replace)
        with explained(url):
            if url.startswith("sqlite"):
                _into_file(reader, url, blobs, moment, replace=replace, progress=progress)
            else:
                _into_server(reader, url, blobs, moment, replace=replace, progress=progress)
        _put_key(reader, key, moment)
        return reader.manifest
    finally:
        reader.close()


def _into_file(
    reader: Reader, url: str, blobs: Blobs, moment: datetime, *, replace: bool, progress: Progress
) -> None:
    file = Path(shown(url))
    if file.exists():
        if not replace:
            raise _used(url)
        sqlite_file.settle(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.stem}.being-restored{file.suffix}")
    sqlite_file.remove(draft)
    try:
        engine = engines.writing(f"sqlite:///{draft}")
        try:
            with engine.connect() as connection, connection.begin():
                _fill(connection, reader, moment, progress)
        finally:
            engine.dispose()
        sqlite_file.settle(draft)
        _bring_attachments(reader, blobs, progress)
        if file.exists():
            sqlite_file.move(file, _kept(file, moment))
        sqlite_file.move(draft, file)
    finally:
        sqlite_file.remove(draft)


def _into_server(
    reader: Reader, url: str, blobs: Blobs, moment: datetime, *, replace: bool, progress: Progress
) -> None:
    engine = engines.writing(url)
    try:
        with engine.connect() as connection, connection.begin():
            _clear(connection, url, replace=replace)
            _fill(connection, reader, moment, progress)
            _bring_attachments(reader, blobs, progress)
    finally:
        engine.dispose()


def _others(connection: sa.Connection) -> int:
    """Count who else of us is connected; those of a process that has just ended may be going."""
    until = time.monotonic() + GOING_SECONDS
    while True:
        connection.execute(sa.text("SELECT pg_stat_clear_snapshot()"))
        others: int = connection.execute(
            sa.text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = :name AND pid <> pg_backend_pid()"
            ),
            {"name": engines.APPLICATION},
        ).scalar_one()
        if not others or time.monotonic() > until:
            return others
        time.sleep(0.05)


def _clear(connection: sa.Connection, url: str, *, replace: bool) -> None:
    """Take the tables of an installation away, where it was said to; nobody may be using them."""
    names = sa.inspect(connection).get_table_names()
    if not names:
        return
    if not replace or migrate.VERSION_TABLE not in names:
        raise _used(url)
    if strangers := set(names) - {migrate.VERSION_TABLE, *metadata.tables, *search.indexes}:
        raise BackupRefused(
            f"The database {shown(url)} also holds tables that this program does not know"
            f" ({', '.join(sorted(strangers)[:3])}). Restore into an empty database instead."
        )
    others = _others(connection)
    if others:
        raise BackupRefused(
            f"The database {shown(url)} is in use: Madoguchi holds {others} connections to it. Stop"
            " every server and worker, restore, and start them again."
        )
    quote = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql(f"DROP TABLE {', '.join(map(quote, names))} CASCADE")


def _fill(connection: sa.Connection, reader: Reader, moment: datetime, progress: Progress) -> None:
    """Make the tables of the backup's version, fill them, and upgrade them to this one's."""
    manifest = reader.manifest
    migrate.check_known(manifest.schema, f"The backup {reader.file}", manifest.program)
    migrate.take_steps(connection, manifest.schema)
    found = rows.empty(connection)
    if {table.name for table in found} != set(manifest.tables):
        raise BackupRefused(
            f"{reader.file} names tables that Madoguchi {manifest.program} did not have. Nothing"
            " was changed."
        )
    for table in found:
        progress(f"table {table.name}")
        saved = manifest.tables[table.name]
        rows.write(connection, table.name, saved.columns, reader.rows(table.name))
    given = {name: table.last_id or 0 for name, table in manifest.tables.items()}
    # Ids of the life that ends here are never given out again: a screen's position from it cannot
    # be taken for one of the new life. Events are fewer than microseconds.
    given[feed.event_table.name] = max(given[feed.event_table.name], to_microseconds(moment))
    rows.set_last_ids(connection, given)
    migrate.take_steps(connection)
    for index in search.indexes.values():
        progress(f"index {index.name}")
        index.build(connection)
    restored = feed.NewEvent(feed.RESTORED, feed.SYSTEM, ())
    feed.append(connection, [feed.to_row(restored, moment)])


def _bring_attachments(reader: Reader, blobs: Blobs, progress: Progress) -> None:
    progress(f"{reader.manifest.attachments} attachments")
    for name in reader.attachments():
        blobs.put_back(name, reader.attachment(name))


def _check_key(reader: Reader, key: Path, *, replace: bool) -> None:
    saved = reader.key()
    if saved is not None and key.exists() and key.read_bytes() != saved and not replace:
        raise BackupRefused(
            f"{key} is not the key of this backup. Restore into an empty place, or add --replace:"
            " the present key is then kept beside the new one."
        )


def _put_key(reader: Reader, key: Path, moment: datetime) -> None:
    saved = reader.key()
    if saved is None or (key.exists() and key.read_bytes() == saved):
        return
    key.parent.mkdir(parents=True, exist_ok=True)
    draft = key.with_name(f"{key.name}.being-restored")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(saved)
        stream.flush()
        os.fsync(stream.fileno())
    if key.exists():
        key.rename(_kept(key, moment))
    draft.rename(key)


def _kept(file: Path, moment: datetime) -> Path:
    return file.with_name(f"{file.stem}.before-restore-{moment:%Y%m%dT%H%M%S}{file.suffix}")


def _used(url: str) -> BackupRefused:
    kept = "kept beside the new one" if url.startswith("sqlite") else "deleted"
    return BackupRefused(
        f"There is a desk at {shown(url)} already. Restore into an empty place (--data, or the"
        f" setting “database”), or add --replace: the present one is then {kept}."
    )
