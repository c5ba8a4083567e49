"""Many rows as PostgreSQL arrays, one for each column, in the protocol's binary form.

As one JSON value each cell would have the server read its whole row anew: a fifth of its work at
each message.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack
from typing import Any

import sqlalchemy as sa

_BIGINT = 20
_TEXT = 25
_NULL = pack("!i", -1)


def unnested(columns: Sequence[tuple[str, str]]) -> str:
    """Return SQL for rows of arrays, to stand after FROM: `rows`, numbered from 1 by its `place`.

    `columns` are names and types (bigint or text); a statement's values bear the same names.
    """
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in columns)
    names = ", ".join(f'"{name}"' for name, _ in columns)
    return f"unnest({arrays}) WITH ORDINALITY AS rows({names}, place)"


def kind_of(column: sa.Column[object], dialect: sa.Dialect) -> str:
    """Return as what a column's cells go: whole numbers as such, whatever else as text."""
    written = str(column.type.compile(dialect))
    return "bigint" if written in {"BIGINT", "INTEGER", "SMALLINT"} else "text"


def packed(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> dict[str, bytes]:
    """Return rows, each in the order of `columns`, as the values of a statement by their names.

    The server refuses texts with a NUL character.
    """
    by_column = zip(*rows, strict=True) if rows else [()] * len(columns)
    return {
        name: (_bigints if kind == "bigint" else _texts)(cells)
        for (name, kind), cells in zip(columns, by_column, strict=True)
    }


def _bigints(cells: Sequence[int | None]) -> bytes:
    body = [_NULL if cell is None else pack("!iq", 8, cell) for cell in cells]
    return b"".join([_head(_BIGINT, cells), *body])


def _texts(cells: Sequence[str | None]) -> bytes:
    parts = [_head(_TEXT, cells)]
    for cell in cells:
        if cell is None:
            parts.append(_NULL)
        else:
            encoded = cell.encode()
            parts.append(pack("!i", len(encoded)))
            parts.append(encoded)
    return b"".join(parts)


def _head(kind: int, cells: Sequence[object]) -> bytes:
    """As `array_recv` reads it: dimensions, whether NULLs are there, kind, length, first index."""
    if not cells:
        return pack("!iii", 0, 0, kind)
    return pack("!iiiii", 1, int(None in cells), kind, len(cells), 1)
