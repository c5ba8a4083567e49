"""Statements whose form differs between the two databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.kernel.columns import kind_of, packed, unnested
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.schema import Turn, writes
from madoguchi.kernel.transaction import Tx


def insert_unless_there(tx: Tx, table: sa.Table, **values: object) -> sa.Row[Any] | None:
    """Insert a row and return it, or None where a unique constraint already has its like.

    The constraint decides, also between two processes; looking first would not.
    """
    insert = postgresql.insert if tx.on_postgresql else sqlite.insert
    return tx.execute(
        insert(table).values(**values).on_conflict_do_nothing().returning(*table.columns)
    ).first()


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
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
        self._writes = [writes(column.type, dialect) for column in columns]
        self._kinds = [(column.name, kind_of(column, dialect)) for column in columns]
        quote = dialect.identifier_preparer.quote
        cells = ", ".join(
            f"rows.{quote(column.name)}::{column.type.compile(dialect)}" for column in columns
        )
        self._prepared = Prepared(
            sa.text(
                f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) SELECT {cells}"
                f" FROM {unnested(self._kinds)} ORDER BY place"
                f" ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"
            )
        )

    def run(self, tx: Tx, rows: Sequence[Mapping[str, object]]) -> list[tuple[Any, ...]]:
        """Insert rows, each by its columns' names; what is returned is as the driver has it."""
        if not rows:
            return []
        if not tx.on_postgresql:
            found = tx.execute(self._core, [*rows])
            return [tuple(row) for row in found]
        written = [
            [
                _cell(row[name], kind, write)
                for (name, kind), write in zip(self._kinds, self._writes, strict=True)
            ]
            for row in rows
        ]
        return tx.run(self._prepared, **packed(self._kinds, written))


def _cell(value: object, kind: str, write: Turn | None) -> object:
    if value is None:
        return None
    turned = value if write is None else write(value)
    if kind == "bigint" or isinstance(turned, str):
        return turned
    return str(turned)  # as the server reads it again: numbers, and True and False too
