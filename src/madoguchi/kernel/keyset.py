"""Where a page of a list in order of time ends: an instant, and an id where several share it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.time import from_microseconds, to_microseconds


def write_cursor(at: datetime, number: int) -> str:
    """Return the place of the last row of a page, to be handed back for the next."""
    return f"{to_microseconds(at)}.{number}"


def read_cursor(cursor: str, at: sa.Column[Any]) -> sa.Tuple:
    """Return the place, to be compared with a tuple of `at` and the id. Raises `Invalid`."""
    first, _, second = cursor.partition(".")
    instant, last = read_number(first), read_number(second)
    if instant is None or last is None:
        raise Invalid("list.bad_cursor", field="cursor")
    return sa.tuple_(sa.literal(from_microseconds(instant), at.type), sa.literal(last))
