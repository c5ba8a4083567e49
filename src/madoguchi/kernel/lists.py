"""A column compared with a list in a prepared statement: Core writes `in_` anew for each list."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from madoguchi.kernel.schema import Json


class _Among(sa.ColumnElement[bool]):
    type = sa.Boolean()
    inherit_cache = False

    def __init__(self, column: sa.ColumnElement[Any], name: str) -> None:
        self.column = column
        self.listed = sa.bindparam(name, type_=Json(list[Any]))


def among(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """Return whether a column is one of the numbers or texts that are given under a name."""
    return _Among(column, name)


@compiles(_Among, "sqlite")
def _on_sqlite(element: _Among, compiler: SQLCompiler, **options: object) -> str:
    column = compiler.process(element.column, **options)
    return f"{column} IN (SELECT value FROM json_each({compiler.process(element.listed)}))"


@compiles(_Among, "postgresql")
def _on_postgresql(element: _Among, compiler: SQLCompiler, **options: object) -> str:
    column = compiler.process(element.column, **options)
    kind = element.column.type.compile(compiler.dialect)
    listed = f"json_array_elements_text(CAST({compiler.process(element.listed)} AS json))"
    # An array, not a set: an index is looked into for each of it, however many are guessed.
    return f"{column} = ANY(ARRAY(SELECT CAST({listed} AS {kind})))"
