"""Prepared statements on PostgreSQL, through libpq: psycopg's cursor costs 50 µs of Python each.

Values go as text, bytes as they are. What answers nothing may wait, to go with what does.
"""

from __future__ import annotations

import itertools
import select
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import sqlalchemy as sa
from psycopg import errors, pq
from sqlalchemy.dialects.postgresql import asyncpg

from madoguchi.kernel.schema import Turn, writes

Row = tuple[Any, ...]

_numbers = itertools.count(1)

# Only its way of writing statements is wanted: numbered parameters ($1), as libpq takes them.
_NUMBERED = asyncpg.dialect()  # type: ignore[no-untyped-call]

Sent = tuple[bytes, Sequence[bytes | None], Sequence[int] | None]
"""A prepared statement's name, its values, and in which form each goes (None: all as text)."""

_AS_TEXT, _AS_BYTES = 0, 1

_waiting: WeakKeyDictionary[psycopg.Connection[Any], list[Sent]] = WeakKeyDictionary()

_INTEGERS = {20, 21, 23}
_BOOLEAN = 16


class PostgresqlStatement:
    """One statement, prepared once in each connection that runs it."""

    def __init__(self, statement: sa.Executable) -> None:
        compiled = statement.compile(dialect=_NUMBERED)  # type: ignore[attr-defined]
        self._text = str(compiled).encode()
        self._names: list[tuple[str, Turn | None]] = [
            (name, writes(compiled.binds[name].type, _NUMBERED))
            for name in compiled.positiontup or ()
        ]
        self.fixed = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }
        self._known: WeakKeyDictionary[psycopg.Connection[Any], bytes] = WeakKeyDictionary()
        # Never a name again that a connection may know: not `id(self)`, which comes back.
        self._name = b"madoguchi_%d" % next(_numbers)

    def run(self, driver: psycopg.Connection[Any], values: Mapping[str, object]) -> list[Row]:
        """Run in the driver's transaction and return the rows. Raises psycopg's errors."""
        sent = self._bind(driver, values)
        waiting = _waiting.pop(driver, None)
        if waiting is None:
            # libpq takes None for NULL; psycopg's annotation leaves that out.
            result = driver.pgconn.exec_prepared(*sent)  # type: ignore[arg-type]
            _check(result)
        else:
            result = _in_one_trip(driver, [*waiting, sent])[-1]
        return _rows(result)

    def run_each(
        self, driver: psycopg.Connection[Any], values: Sequence[Mapping[str, object]]
    ) -> list[list[Row]]:
        """As `run`, with one set of values after the other, in one trip."""
        sent = [self._bind(driver, each) for each in values]
        waiting = _waiting.pop(driver, None) or []
        results = _in_one_trip(driver, [*waiting, *sent])
        return [_rows(result) for result in results[len(waiting) :]]

    def later(self, driver: psycopg.Connection[Any], values: Mapping[str, object]) -> None:
        """Run before whatever comes next on this connection: its errors come with that."""
        _waiting.setdefault(driver, []).append(self._bind(driver, values))

    def _bind(self, driver: psycopg.Connection[Any], values: Mapping[str, object]) -> Sent:
        if driver not in self._known:
            _check(driver.pgconn.prepare(self._name, self._text))
            self._known[driver] = self._name
        texts: list[bytes | None] = []
        formats: list[int] | None = None
        for name, write in self._names:
            value = values[name]
            if value is None:
                texts.append(None)
                continue
            if write is not None:
                value = write(value)
            if type(value) is bytes:
                formats = formats or [_AS_TEXT] * len(self._names)
                formats[len(texts)] = _AS_BYTES
            texts.append((_ENCODERS.get(type(value)) or _encoder_of(value))(value))
        return self._name, texts, formats


def waits(driver: psycopg.Connection[Any]) -> bool:
    """Say whether something waits to be run on a connection."""
    return driver in _waiting


def forget_waiting(driver: psycopg.Connection[Any]) -> None:
    """Run nothing of what waits: its transaction is over."""
    _waiting.pop(driver, None)


def run_waiting(driver: psycopg.Connection[Any]) -> None:
    """Run what waits, before a statement that goes another way. Raises psycopg's errors."""
    waiting = _waiting.pop(driver, None)
    if waiting is not None:
        _in_one_trip(driver, waiting)


def _in_one_trip(
    driver: psycopg.Connection[Any], statements: Sequence[Sent]
) -> list[pq.abc.PGresult]:
    """Run statements in order and return their results; after a failure none is run.

    libpq's pipeline. Its results are waited for with `poll`, which lets other threads go on:
    psycopg's `get_result` would keep the interpreter while it waits.
    """
    connection = driver.pgconn
    connection.enter_pipeline_mode()
    try:
        for name, values, formats in statements:
            connection.send_query_prepared(name, values, formats)
        connection.pipeline_sync()
        results = _gather(connection)
    finally:
        if connection.status == pq.ConnStatus.OK:
            connection.exit_pipeline_mode()
    for result in results:
        if result.status != pq.ExecStatus.PIPELINE_ABORTED:
            _check(result)
    return results


def _gather(connection: pq.abc.PGconn) -> list[pq.abc.PGresult]:
    socket = select.poll()
    socket.register(connection.socket, select.POLLIN | select.POLLOUT)
    while connection.flush():  # more than the socket takes at once
        socket.poll()
        connection.consume_input()
    socket.modify(connection.socket, select.POLLIN)
    results: list[pq.abc.PGresult] = []
    while True:
        while connection.is_busy():
            socket.poll()
            connection.consume_input()
        result = connection.get_result()
        if result is None:  # between two statements
            continue
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            return results
        results.append(result)


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


def _encode_text(text: str) -> bytes:
    if "\0" in text:
        raise psycopg.DataError("PostgreSQL text cannot hold a NUL character")
    return text.encode()


_ENCODERS: dict[type, Callable[[Any], bytes]] = {
    str: _encode_text,
    int: lambda number: b"%d" % number,
    bool: lambda truth: b"t" if truth else b"f",
    bytes: bytes,
}


def _encoder_of(value: object) -> Callable[[Any], bytes]:
    """Find how a value of a kind of ours goes, such as an enumeration's member."""
    for kind, encoder in _ENCODERS.items():
        if isinstance(value, kind):
            return encoder
    raise TypeError(f"a prepared statement takes no {type(value).__name__}")


def _check(result: pq.abc.PGresult) -> None:
    if result.status not in {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}:
        raise errors.error_from_result(result, encoding="utf-8")
