"""Reads of lines' own announcements."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.prompts import Prompt
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.tables import prompt_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

_P = prompt_table.c


def prompts(view: View, line_id: int, *, by: Actor) -> list[Prompt]:
    """Return what a line says in its own voice; raises `NotFound` for lines out of sight."""
    lines.line(view, line_id, by=by)
    rows = view.execute(
        sa.select(prompt_table)
        .where(_P.line_id == line_id, _P.blob.is_not(None))
        .order_by(_P.language, _P.name)
    )
    return [to_prompt(row) for row in rows]


def blob_of(view: View, line_id: int, language: str, name: str, *, by: Actor) -> str:
    """Return where an announcement lies; raises `NotFound` where it is the shipped one."""
    lines.line(view, line_id, by=by)
    found: str | None = view.execute(
        sa.select(_P.blob).where(_P.line_id == line_id, _P.language == language, _P.name == name)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("phone.prompt_not_found")
    return found


def every(view: View) -> dict[str, tuple[int, str, str]]:
    """Return the line, language and name of each announcement in use, by its blob."""
    rows = view.execute(
        sa.select(_P.blob, _P.line_id, _P.language, _P.name).where(_P.blob.is_not(None))
    )
    return {row.blob: (row.line_id, row.language, row.name) for row in rows}


def to_prompt(row: sa.Row[Any]) -> Prompt:
    """Turn a row into the entity."""
    return Prompt(**{name: getattr(row, name) for name in Prompt.__struct_fields__})
