"""Which blobs the database names: what is named stays, what is not is swept up in the end.

A column in which a blob's name stands is called `blob`, or something ending in `_blob`, in whatever
room: nobody has to remember to say that theirs are needed.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from madoguchi.kernel.schema import metadata
from madoguchi.kernel.transaction import View


def columns() -> list[sa.Column[str]]:
    """Return every column in which a blob's name stands."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name == "blob" or column.name.endswith("_blob")
    ]


def named(view: View, names: Collection[str] | None = None) -> set[str]:
    """Return those of some blobs that a column names; without `names` all that any does."""
    found: set[str] = set()
    for column in columns():
        wanted = column.is_not(None) if names is None else column.in_(names)
        found |= set(view.execute(sa.select(column).where(wanted)).scalars())
    return found
