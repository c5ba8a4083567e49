"""Reads of calls: for staff who see their shop, and for the process that carries them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.queries import lines
from madoguchi.channels.phone.rules.hearing import check_hearing
from madoguchi.channels.phone.tables import call_table, recording_table
from madoguchi.desk.routing import queries as routing
from madoguchi.desk.routing.rules.choosing import Agent
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from madoguchi.shops.rules import opening

CallView = Literal["live", "missed", "all"]
RECENT = timedelta(hours=2)
STILL_WRAPPED_UP = timedelta(minutes=10)
"""For so long after its time one is still asked what came of a call."""
TALKS_COUNTED = 20
MISSED = ("abandoned", "voicemail", "callback", "unanswered", "dropped", "closed")

_C = call_table.c
_COLUMNS = [_C[name] for name in Call.__struct_fields__]


class Calls(msgspec.Struct, frozen=True, kw_only=True):
    """A page of calls, the newest first."""

    items: list[Call]
    next_cursor: int | None


class Floor(msgspec.Struct, frozen=True):
    """What the telephone's process must know of the desk to let a call ring."""

    agents: list[Agent]
    occupied: frozenset[int]
    talks_s: list[float]


class Sound(msgspec.Struct, frozen=True):
    """Where a recording lies, and how loud it is along its length where that is known."""

    blob: str
    size: int
    call_id: int
    seconds: float
    peaks: list[list[int]] | None


def calls(
    view: View,
    which: CallView,
    *,
    by: Actor,
    conversation_id: int | None = None,
    limit: int = 50,
    cursor: int | None = None,
) -> Calls:
    """Return calls of the shops in sight: those going on, those to be called back, or all.

    Wrapping up belongs to going on, for whoever does it.
    """
    statement = sa.select(*_COLUMNS).order_by(_C.id.desc()).limit(limit + 1)
    if which == "live":
        wrapping = sa.and_(_C.wrapped_at.is_(None), _C.wrap_up_until > view.now - STILL_WRAPPED_UP)
        statement = statement.where(sa.or_(_C.ended_at.is_(None), wrapping))
    elif which == "missed":
        statement = statement.where(
            _C.direction == "in",
            _C.ending.in_(MISSED),
            _C.called_back_at.is_(None),
            _C.wrapped_at.is_(None),
        )
    if not by.all_shops:
        statement = statement.where(_C.shop_id.in_(sorted(by.shop_ids)))
    if conversation_id is not None:
        statement = statement.where(_C.conversation_id == conversation_id)
    if cursor is not None:
        statement = statement.where(_C.id < cursor)
    found = [to_call(row) for row in view.execute(statement)]
    more = found[limit - 1].id if len(found) > limit else None
    return Calls(items=found[:limit], next_cursor=more)


def call(view: View, call_id: int, *, by: Actor) -> Call:
    """Return one call; raises `NotFound` also for those of shops out of sight."""
    row = view.execute(sa.select(*_COLUMNS).where(_C.id == call_id)).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("phone.call_not_found")
    return to_call(row)


def sound(view: View, recording_id: int, *, by: Actor) -> Sound:
    """Return where a recording lies.

    Raises `NotFound` for one out of sight, or deleted.
    """
    columns = recording_table.c
    row = view.execute(
        sa.select(columns.blob, columns.size, columns.seconds, columns.peaks, _C.id, _C.shop_id)
        .join_from(recording_table, call_table, columns.call_id == _C.id)
        .where(columns.id == recording_id)
    ).first()
    if row is None or row.blob is None or not by.sees(row.shop_id):
        raise NotFound("phone.recording_not_found")
    return Sound(row.blob, row.size, row.id, row.seconds, row.peaks)


def waveform(view: View, recording_id: int, *, by: Actor) -> Sound:
    """Return a recording to be drawn, for whoever may hear it. Raises `Forbidden`, `NotFound`."""
    found = sound(view, recording_id, by=by)
    check_hearing(call(view, found.call_id, by=by), recording_id, by=by)
    return found


def announced_at(view: View, call_id: int) -> datetime | None:
    """Return by when a caller had been told that they are recorded: they queue after that."""
    found: datetime | None = view.execute(
        sa.select(_C.queued_at).where(_C.id == call_id)
    ).scalar_one_or_none()
    return found


def floor(view: View) -> Floor:
    """Return who could take a call now, and how long talks have been lately."""
    occupied = view.execute(
        sa.select(_C.person_id).where(
            _C.person_id.is_not(None),
            sa.or_(
                _C.ended_at.is_(None),
                sa.and_(_C.wrap_up_until > view.now, _C.wrapped_at.is_(None)),
            ),
        )
    ).scalars()
    talks = view.execute(
        sa.select(_C.talked_at, _C.ended_at)
        .where(_C.talked_at.is_not(None), _C.ended_at > view.now - RECENT)
        .order_by(_C.id.desc())
        .limit(TALKS_COUNTED)
    )
    lengths = [(ended - talked).total_seconds() for talked, ended in map(tuple, talks)]
    return Floor(routing.agents(view), frozenset(occupied), lengths)


def lines_in_use(view: View) -> list[Line]:
    """Return the lines that take calls."""
    return [each for each in lines.every(view) if each.active]


def is_open(view: View, shop_id: int) -> bool:
    """Say whether a shop is open now."""
    return opening.is_open(shops.calendar_of(view, shop_id), view.now)


def to_call(row: sa.Row[Any]) -> Call:
    """Turn a row's first columns into the entity."""
    return Call(**{name: getattr(row, name) for name in Call.__struct_fields__})
