"""Clocks that run: those of a conversation, and what falls due next."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from madoguchi.clocks.contracts import ClockState, Countdown, KeptClock
from madoguchi.clocks.queries.rows import ClockRow, frozen_calendar
from madoguchi.clocks.rules.countdown import countdown
from madoguchi.clocks.tables import clock_table
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View

_C = clock_table.c
_OPEN = Prepared(
    sa.select(clock_table)
    .where(_C.conversation_id == sa.bindparam("conversation_id"), _C.ended_at.is_(None))
    .order_by(_C.id)
)
_NEXT = Prepared(sa.select(sa.func.min(_C.next_fire_at)).where(_C.next_fire_at.is_not(None)))
_DUE = Prepared(
    sa.select(_C.id, _C.conversation_id)
    .where(_C.next_fire_at.is_not(None), _C.next_fire_at <= sa.bindparam("now"))
    .order_by(_C.next_fire_at)
    .limit(sa.bindparam("most"))
)


class Due(NamedTuple):
    """A clock that has something to say, and the conversation to lock before it."""

    clock_id: int
    conversation_id: int | None


def open_clocks(view: View, conversation_id: int) -> list[KeptClock]:
    """Return the clocks of a conversation that have not ended, the oldest first."""
    return [ClockRow(row).kept() for row in view.run(_OPEN, conversation_id=conversation_id)]


def soonest(view: View, clocks: list[KeptClock]) -> Countdown | None:
    """Return what a screen counts down of several clocks: the one due next, else one that waits."""
    running = [each for each in clocks if each.due_at is not None]
    if running:
        chosen = min(running, key=lambda each: (each.due_at, each.id))
    else:
        paused = [each for each in clocks if each.state is ClockState.PAUSED]
        if not paused:
            return None
        chosen = paused[0]
    return countdown(chosen, frozen_calendar(view, chosen.calendar))


def next_fire_at(view: View) -> datetime | None:
    """Return when the first of all clocks has something to say; None when none ever will."""
    ((found,),) = view.run(_NEXT)
    return found  # type: ignore[no-any-return]


def due(view: View, most: int) -> list[Due]:
    """Return the clocks that have something to say now, the longest overdue first."""
    return [Due(*row) for row in view.run(_DUE, now=view.now, most=most)]
