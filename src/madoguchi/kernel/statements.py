"""Statements whose form differs between the two databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.kernel.columns import kind_of, packed, unnested
from madoguchi.kernel.prepared import Prepared, insert_rows
from madoguchi.kernel.schema import Turn, writes
from madoguchi.kernel.transaction import Tx, View


def insert_unless_there(tx: Tx, table: sa.Table, **values: object) -> sa.Row[Any] | None:
    """Insert a row and return it, or None where a unique constraint already has its like.

    The constraint decides, also between two processes; looking first would not.
    """
    insert = postgresql.insert if tx.on_postgresql else sqlite.insert
    return tx.execute(
        insert(table).values(**values).on_conflict_do_nothing().returning(*table.columns)
    ).first()


Written = dict[str, bytes] | list[list[object]]
"""Rows as a database takes them: on PostgreSQL an array a column, on SQLite row by row."""


class InsertMany:
    """Inserts many rows in one statement, and returns some columns of those that were new.

    Rows that a unique constraint already has are passed over. On PostgreSQL they go as arrays: a
    statement with a parameter for each cell costs the driver ten times what it costs the server.
    """

    def __init__(self, table: sa.Table, names: Sequence[str], returning: Sequence[str]) -> None:
        columns = [table.c[name] for name in names]
        self._core = (
            sqlite.insert(table)
            .on_conflict_do_nothing()
            .returning(*(table.c[name] for name in returning))
        )
        self._cells = _Cells(columns)
        self._prepared = Prepared(
            sa.text(f"{self._cells.insert} ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}")
        )

    def run(self, tx: Tx, rows: Sequence[Mapping[str, object]]) -> list[tuple[Any, ...]]:
        """Insert rows, each by its columns' names; what is returned is as the driver has it."""
        if not rows:
            return []
        if not tx.on_postgresql:
            found = tx.execute(self._core, [*rows])
            return [tuple(row) for row in found]
        return tx.run(self._prepared, **self._cells.packed(rows))


class UpsertMany:
    """Stores many rows of a table in few statements, each in place of the one with its key.

    `written` is worked out beforehand, so that the transaction need not be open for it.
    """

    def __init__(self, table: sa.Table) -> None:
        columns = [*table.columns]
        keys = [column.name for column in table.primary_key]
        rest = ", ".join(
            f"{each.name} = excluded.{each.name}" for each in columns if each.name not in keys
        )
        self._on_conflict = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {rest}"
        self._table = table.name
        self._names = [column.name for column in columns]
        on_sqlite = sqlite.dialect()
        self._writes = [(each.name, writes(each.type, on_sqlite)) for each in columns]
        self._cells = _Cells(columns)
        self._prepared = Prepared(sa.text(self._cells.insert + self._on_conflict))

    def written(self, view: View, rows: Sequence[Mapping[str, object]]) -> Written:
        """Turn rows, each by its columns' names, into what the database takes."""
        if view.on_postgresql:
            return self._cells.packed(rows) if rows else {}
        return [
            [
                value if write is None or value is None else write(value)
                for value, write in [(row[name], write) for name, write in self._writes]
            ]
            for row in rows
        ]

    def store(self, tx: Tx, written: Written) -> None:
        """Store what was written, before whatever comes next or the commit."""
        if not written:
            return
        if isinstance(written, dict):
            tx.later(self._prepared, **written)
        else:
            tx.wrote = True
            insert_rows(tx.connection, self._table, self._names, written, self._on_conflict)


class _Cells:
    """Rows as PostgreSQL takes them, and the statement that inserts them, without its end."""

    def __init__(self, columns: Sequence[sa.Column[Any]]) -> None:
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
        self._writes = [writes(column.type, dialect) for column in columns]
        self._kinds = [(column.name, kind_of(column, dialect)) for column in columns]
        quote = dialect.identifier_preparer.quote
        names = ", ".join(quote(column.name) for column in columns)
        cells = ", ".join(
            f"rows.{quote(column.name)}::{column.type.compile(dialect)}" for column in columns
        )
        table = quote(columns[0].table.name)
        self.insert = (
            f"INSERT INTO {table} ({names}) SELECT {cells}"
            f" FROM {unnested(self._kinds)} ORDER BY place"
        )

    def packed(self, rows: Sequence[Mapping[str, object]]) -> dict[str, bytes]:
        """Return rows, each by its columns' names, as the statement's values."""
        written = [
            [
                _cell(row[name], kind, write)
                for (name, kind), write in zip(self._kinds, self._writes, strict=True)
            ]
            for row in rows
        ]
        return packed(self._kinds, written)


def _cell(value: object, kind: str, write: Turn | None) -> object:
    if value is None:
        return None
    turned = value if write is None else write(value)
    if kind == "bigint" or isinstance(turned, str):
        return turned
    return str(turned)  # as the server reads it again: numbers, and True and False too
