"""Core statements compiled once and run on the driver itself, for what every message runs.

Core's `execute` costs 40 µs a call however simple the statement; this costs a tenth.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

from madoguchi.kernel.prepared_postgresql import PostgresqlStatement
from madoguchi.kernel.schema import Turn, reads, writes

Row = tuple[Any, ...]


class Prepared:
    """A statement to be run many times: `sa.bindparam` stands where values go.

    Types convert as they do in Core. An `insert` or `update` must name all its values.
    """

    def __init__(self, statement: sa.Executable, **by_dialect: sa.Executable) -> None:
        self._statement = statement
        self._by_dialect = by_dialect
        self._compiled: dict[str, _Compiled] = {}
        self.is_select = isinstance(statement, sa.Select)

    def run(self, connection: sa.Connection, values: Mapping[str, object]) -> list[Row]:
        """Run in the connection's transaction and return the rows, an empty list where none are.

        Raises SQLAlchemy's `DBAPIError`s, as Core does.
        """
        return self._in(connection.dialect).run(connection, values)

    def run_each(
        self, connection: sa.Connection, values: Sequence[Mapping[str, object]]
    ) -> list[list[Row]]:
        """As `run`, with one set of values after the other: on PostgreSQL in one trip."""
        return self._in(connection.dialect).run_each(connection, values)

    def later(self, connection: sa.Connection, values: Mapping[str, object]) -> None:
        """Run before whatever comes next in the connection's transaction, its end included.

        For what answers nothing: on PostgreSQL it goes in one trip with that, and what it raises
        comes with that.
        """
        self._in(connection.dialect).later(connection, values)

    def _in(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            statement = self._by_dialect.get(dialect.name, self._statement)
            # Of two threads that compile it at once, both go on with the first one's.
            compiled = self._compiled.setdefault(dialect.name, _Compiled(statement, dialect))
        return compiled


class _Compiled:
    """One statement in one dialect's words."""

    def __init__(self, statement: sa.Executable, dialect: Dialect) -> None:
        written: SqliteStatement | PostgresqlStatement
        if dialect.name == "postgresql":
            written = PostgresqlStatement(statement)
        else:
            written = SqliteStatement(statement, dialect)
        self._written = written
        returned = (
            statement.selected_columns
            if isinstance(statement, sa.Select)
            else getattr(statement, "exported_columns", ())
        )
        processors = [reads(column.type, dialect) for column in returned]
        self._converts = [
            (place, processor)
            for place, processor in enumerate(processors)
            if processor is not None
        ]

    def run(self, connection: sa.Connection, values: Mapping[str, object]) -> list[Row]:
        driver: Any = connection.connection.dbapi_connection
        try:
            rows = self._written.run(driver, self._with_fixed(values))
        except Exception as error:
            raise translated(error, connection, driver) from error
        return [self._convert(row) for row in rows] if self._converts else rows

    def run_each(
        self, connection: sa.Connection, values: Sequence[Mapping[str, object]]
    ) -> list[list[Row]]:
        if not isinstance(self._written, PostgresqlStatement):
            return [self.run(connection, each) for each in values]
        driver: Any = connection.connection.dbapi_connection
        try:
            found = self._written.run_each(driver, [self._with_fixed(each) for each in values])
        except Exception as error:
            raise translated(error, connection, driver) from error
        if not self._converts:
            return found
        return [[self._convert(row) for row in rows] for rows in found]

    def later(self, connection: sa.Connection, values: Mapping[str, object]) -> None:
        if not isinstance(self._written, PostgresqlStatement):
            self.run(connection, values)
            return
        driver: Any = connection.connection.dbapi_connection
        try:
            self._written.later(driver, self._with_fixed(values))
        except Exception as error:
            raise translated(error, connection, driver) from error

    def _with_fixed(self, values: Mapping[str, object]) -> Mapping[str, object]:
        return {**self._written.fixed, **values} if self._written.fixed else values

    def _convert(self, row: Row) -> Row:
        values = list(row)
        for place, processor in self._converts:
            value = values[place]
            if value is not None:
                values[place] = processor(value)
        return tuple(values)


def run_plain(connection: sa.Connection, statement: str) -> None:
    """Run a statement in the words of SQLite's driver, which answers nothing.

    Raises SQLAlchemy's `DBAPIError`s.
    """
    driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    try:
        driver.execute(statement)
    except Exception as error:
        raise translated(error, connection, driver) from error


_ROWS_AT_ONCE = (64, 16, 4, 1)


def insert_rows(
    connection: sa.Connection,
    table: str,
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    on_conflict: str = "",
) -> None:
    """Insert rows into a table of SQLite's, in their order. Raises SQLAlchemy's `DBAPIError`s.

    Many in one statement: the driver lets go of the interpreter twice in each, and a busy event
    loop does not give it back before half a millisecond is over. In a few sizes, so that the
    driver finds the statement prepared.
    """
    driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    row = f"({', '.join('?' * len(names))})"
    first = 0
    try:
        for size in _ROWS_AT_ONCE:
            while len(rows) - first >= size:
                part = rows[first : first + size]
                driver.execute(
                    f"INSERT INTO {table} ({', '.join(names)})"
                    f" VALUES {', '.join([row] * size)}{on_conflict}",
                    [*chain.from_iterable(part)],
                )
                first += size
    except Exception as error:
        raise translated(error, connection, driver) from error


def translated(error: Exception, connection: sa.Connection, driver: object) -> BaseException:
    """Return a driver's error as the one that Core would have raised; others as they are."""
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        return error
    gone = dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        None,
        None,
        error,
        base,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )


class SqliteStatement:
    """One statement on the standard library's driver, which keeps it prepared by its text."""

    def __init__(self, statement: sa.Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self._text = str(compiled)
        self._names: list[tuple[str, Turn | None]] = [
            (name, writes(compiled.binds[name].type, dialect))
            for name in compiled.positiontup or ()
        ]
        # Values that stand in the statement itself, such as a limit.
        self.fixed = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }

    def run(self, driver: sqlite3.Connection, values: Mapping[str, object]) -> list[Row]:
        """Run in the driver's transaction and return the rows. Raises the driver's errors."""
        bound = [
            value if write is None or value is None else write(value)
            for value, write in [(values[name], write) for name, write in self._names]
        ]
        return driver.execute(self._text, bound).fetchall()
