"""What many tests begin with: made once in a process of tests, by the real operations, and copied
from then on into each test's own database.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from madoguchi.kernel.migrate import VERSION_TABLE, make_ready
from tests import ready

T = TypeVar("T")

_files: dict[Callable[[str], Any], tuple[Path, Any]] = {}
_scripts: dict[tuple[Callable[[str], Any], str], tuple[sql.Composed, Any]] = {}
"""By server too: what the feed notes of transactions means something only where they were."""


def fill(url: str, make: Callable[[str], T]) -> T:
    """Bring what `make` makes into a database in which nothing has happened; returns its answer.

    The database may be absent or without tables, and nobody has it open. `make` is given the
    address of a ready one, leaves it closed, and answers with what no test changes.
    """
    if url.startswith("sqlite"):
        return _copy(Path(url.removeprefix("sqlite:///")), make)
    return _play(url, make)


def _copy(file: Path, make: Callable[[str], T]) -> T:
    if make not in _files:
        made = ready.folder() / f"{make.__module__}.{make.__qualname__}.db"
        _files[make] = made, make(ready.copy_to(made))
        ready.must_be_whole(made)
    made, answer = _files[make]
    shutil.copyfile(made, file)
    return cast("T", answer)


def _play(url: str, make: Callable[[str], T]) -> T:
    key = make, urlsplit(url).netloc
    with psycopg.connect(url, autocommit=True) as connection:
        if not _one(connection, "SELECT to_regclass(%s) IS NOT NULL", VERSION_TABLE):
            make_ready(url)
        if key in _scripts:
            script, kept = _scripts[key]
            connection.execute(script)
            return cast("T", kept)
        before = _filled_tables(connection)
        answer = make(url)
        _scripts[key] = _script(connection, _filled_tables(connection) - before), answer
        return answer


def _script(connection: psycopg.Connection, tables: set[str]) -> sql.Composed:
    """Return the statements that bring the rows of some tables, and where their numbers stand."""
    # Nothing is checked or set off once more: the rows were sound where they come from.
    parts: list[sql.Composable] = [sql.SQL("SET session_replication_role = replica")]
    insert = sql.SQL(
        "INSERT INTO {table} OVERRIDING SYSTEM VALUE"
        " SELECT * FROM json_populate_recordset(NULL::{table}, {rows})"
    )
    for name in sorted(tables):
        table = sql.Identifier(name)
        rows = _one(connection, sql.SQL("SELECT json_agg(t)::text FROM {} t").format(table))
        parts.append(insert.format(table=table, rows=sql.Literal(rows)))
    counted = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
    for name, value in connection.execute(counted):
        parts.append(sql.SQL("SELECT setval({}, {})").format(name, value))
    return sql.SQL("; ").join(parts)


def _filled_tables(connection: psycopg.Connection) -> set[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    any_row = sql.SQL("SELECT EXISTS (SELECT FROM {})")
    return {
        name
        for (name,) in found.fetchall()
        if _one(connection, any_row.format(sql.Identifier(name)))
    }


def _one(connection: psycopg.Connection, statement: Any, *values: object) -> Any:
    row = connection.execute(statement, values or None).fetchone()
    assert row is not None
    return row[0]
