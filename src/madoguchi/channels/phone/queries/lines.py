"""Reads of telephone lines."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.tables import line_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

_L = line_table.c
_COLUMNS = [_L[name] for name in Line.__struct_fields__]


def lines(view: View, *, by: Actor) -> list[Line]:
    """Return the lines of the shops in sight, the oldest first."""
    return [each for each in every(view) if by.sees(each.shop_id)]


def line(view: View, line_id: int, *, by: Actor) -> Line:
    """Return one line; raises `NotFound` also for those of shops out of sight."""
    found = find(view, line_id)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("phone.line_not_found")
    return found


def find(view: View, line_id: int) -> Line | None:
    """Return a line by id, whoever asks."""
    row = view.execute(sa.select(*_COLUMNS).where(_L.id == line_id)).first()
    return None if row is None else to_line(row)


def in_chat(view: View, shop_id: int) -> Line | None:
    """Return the line by which a shop's customers call from the chat: the oldest that may."""
    row = view.execute(
        sa.select(*_COLUMNS)
        .where(_L.shop_id == shop_id, _L.in_chat, _L.active)
        .order_by(_L.id)
        .limit(1)
    ).first()
    return None if row is None else to_line(row)


def every(view: View) -> list[Line]:
    """Return all lines: for the telephone's process, never for a door."""
    return [to_line(row) for row in view.execute(sa.select(*_COLUMNS).order_by(_L.id))]


def to_line(row: sa.Row[Any]) -> Line:
    """Turn a row's first columns into the entity."""
    return Line(**{name: getattr(row, name) for name in Line.__struct_fields__})
