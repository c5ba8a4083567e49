"""Prepared statements on PostgreSQL, through psycopg's libpq interface.

psycopg's own cursor costs 50 µs of Python a statement, more than the server takes to run one of
ours. Values go as text, and only the few types that prepared statements use are known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import sqlalchemy as sa
from psycopg import errors, pq
from sqlalchemy.dialects.postgresql import asyncpg

Row = tuple[Any, ...]
Processor = Callable[[Any], Any] | None

# Only its way of writing statements is wanted: numbered parameters ($1), as libpq takes them.
_NUMBERED = asyncpg.dialect()  # type: ignore[no-untyped-call]

_INTEGERS = {20, 21, 23}
_BOOLEAN = 16


class PostgresqlStatement:
    """One statement, prepared once in each connection that runs it."""

    def __init__(self, statement: sa.Executable) -> None:
        compiled = statement.compile(dialect=_NUMBERED)  # type: ignore[attr-defined]
        self._text = str(compiled).encode()
        self._names: list[tuple[str, Processor]] = [
            (name, compiled.binds[name].type.dialect_impl(_NUMBERED).bind_processor(_NUMBERED))
            for name in compiled.positiontup or ()
        ]
        self.fixed = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }
        self._known: WeakKeyDictionary[psycopg.Connection[Any], bytes] = WeakKeyDictionary()
        self._name = f"madoguchi_{id(self):x}".encode()

    def run(self, driver: psycopg.Connection[Any], values: Mapping[str, object]) -> list[Row]:
        """Run in the driver's transaction and return the rows. Raises psycopg's errors."""
        bound = [
            _encode(values[name] if processor is None else processor(values[name]))
            for name, processor in self._names
        ]
        connection = driver.pgconn
        if driver not in self._known:
            _check(connection.prepare(self._name, self._text))
            self._known[driver] = self._name
        # libpq takes None for NULL; psycopg's annotation leaves that out.
        result = connection.exec_prepared(self._name, bound)  # type: ignore[arg-type]
        _check(result)
        return _rows(result)


def _rows(result: pq.abc.PGresult) -> list[Row]:
    columns = [(place, _decoder(result.ftype(place))) for place in range(result.nfields)]
    get = result.get_value
    rows = []
    for number in range(result.ntuples):
        row = []
        for place, decode in columns:
            value = get(number, place)
            row.append(None if value is None else decode(value))
        rows.append(tuple(row))
    return rows


def _decoder(oid: int) -> Callable[[bytes], Any]:
    if oid in _INTEGERS:
        return int
    if oid == _BOOLEAN:
        return b"t".__eq__
    return bytes.decode


def _encode(value: object) -> bytes | None:
    match value:
        case None:
            return None
        case bool():
            return b"t" if value else b"f"
        case int():
            return str(value).encode()
        case str():
            if "\0" in value:
                raise psycopg.DataError("PostgreSQL text cannot hold a NUL character")
            return value.encode()
        case bytes():
            return b"\\x" + value.hex().encode()
        case _:
            raise TypeError(f"a prepared statement takes no {type(value).__name__}")


def _check(result: pq.abc.PGresult) -> None:
    if result.status not in {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}:
        raise errors.error_from_result(result, encoding="utf-8")
