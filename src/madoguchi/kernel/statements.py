"""Statements whose form differs between the two databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.kernel.prepared import Prepared
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

    Rows that a unique constraint already has are passed over. On PostgreSQL they go as one value:
    a statement with a parameter for each cell costs the driver ten times what it costs the server.
    """

    def __init__(self, table: sa.Table, names: Sequence[str], returning: Sequence[str]) -> None:
        self._names = list(names)
        self._columns = [table.c[name] for name in names]
        self._core = (
            sqlite.insert(table)
            .on_conflict_do_nothing()
            .returning(*(table.c[name] for name in returning))
        )
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
        self._processors = [
            column.type.dialect_impl(dialect).bind_processor(dialect) for column in self._columns
        ]
        cells = ", ".join(
            f"(e->>{place})::{column.type.compile(dialect)}"
            for place, column in enumerate(self._columns)
        )
        quote = dialect.identifier_preparer.quote
        self._prepared = Prepared(
            sa.text(
                f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) SELECT {cells}"
                " FROM json_array_elements(CAST(:rows AS json)) WITH ORDINALITY AS rows(e, place)"
                f" ORDER BY place ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"
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
                row[name] if processor is None else processor(row[name])
                for name, processor in zip(self._names, self._processors, strict=True)
            ]
            for row in rows
        ]
        return tx.run(self._prepared, rows=msgspec.json.encode(written).decode())
