"""How a standard would have fared with the conversations there were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from madoguchi.clocks.contracts import (
    AsPromised,
    ClockState,
    FrozenCalendar,
    PastWait,
    Scope,
    Standard,
)
from madoguchi.clocks.errors import StandardError
from madoguchi.clocks.rules import standards
from madoguchi.clocks.tables import clock_table
from madoguchi.customers.tables import customer_table
from madoguchi.desk.operations.owing import calendar_for
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

MOST_WAITS = 20_000
"""The newest so many are looked at; a busier desk's week is judged by them."""
LONGEST_DAYS = 31
READ_AT_ONCE = 500
SHOWN = 100

_MICROSECOND = timedelta(microseconds=1)
_CLOCK, _TALK, _EVENT = clock_table.c, conversation_table.c, event_table.c
_WHOSE = customer_table.alias("whose")

Pause = tuple[datetime, datetime | None]


class _Step(Struct):
    since: datetime


class _Change(Struct):
    type: str
    id: int
    value: _Step | None = None


_steps = msgspec.json.Decoder(list[_Change]).decode


class DryRunResult(Struct, frozen=True):
    """How many waits a standard would have kept, missed, and not decided yet; `share_met` is kept ÷
    decided, None where nothing was decided. `missed_ids` are the newest conversations missed.
    """

    days: int
    met: int
    missed: int
    open: int
    share_met: float | None
    missed_ids: list[int]


def dry_run(view: View, standard: Standard, *, by: Actor, days: int = 7) -> DryRunResult:
    """Try a standard on what was owed in the last days, on today's calendars.

    What ended without an answer counts for neither. Refuses a standard that cannot be kept, and one
    for promises, whose time each promise itself named.
    """
    standards.check(standard)
    if isinstance(standard.target, AsPromised):
        raise StandardError("clocks.dry_run_promise", field="target")
    days = max(1, min(days, LONGEST_DAYS))
    waits: list[PastWait] = []
    calendars: dict[int, FrozenCalendar] = {}
    conversations: dict[int, int] = {}
    stood: dict[int, int] = {}
    for row, wait in _waits(view, standard, by, days):
        calendar = calendar_for(view, standard, shop_id=wait.scope.shop, customer_zone=row.zone)
        if calendar is None:
            continue
        waits.append(wait)
        calendars[wait.id], conversations[wait.id] = calendar, row.conversation_id
        if _stood_still(row):
            stood[wait.id] = row.conversation_id
    pauses = _pauses(view, stood)
    waits = [replace(wait, pauses=tuple(pauses.get(wait.id, ()))) for wait in waits]
    tried = standards.dry_run(standard, waits, lambda wait: calendars[wait.id], view.now)
    missed = dict.fromkeys(conversations[each] for each in tried.missed)
    return DryRunResult(
        days=days,
        met=len(tried.met),
        missed=len(tried.missed),
        open=len(tried.open),
        share_met=tried.share_met,
        missed_ids=[*missed][:SHOWN],
    )


def _waits(
    view: View, standard: Standard, by: Actor, days: int
) -> Iterator[tuple[sa.Row[Any], PastWait]]:
    """What was owed, the newest first, with the row that says so; its pauses are left out."""
    statement = (
        sa.select(
            _CLOCK.id,
            _CLOCK.state,
            _CLOCK.started_at,
            _CLOCK.ended_at,
            _CLOCK.since,
            _CLOCK.passed,
            _TALK.id.label("conversation_id"),
            _TALK.shop_id,
            _TALK.channel,
            _TALK.language,
            customer_table.c.zone,
            # The tier and the tags of whose profile it is hold for everybody in it.
            sa.case((_WHOSE.c.id.is_(None), customer_table.c.tier), else_=_WHOSE.c.tier).label(
                "tier"
            ),
            sa.type_coerce(
                sa.case((_WHOSE.c.id.is_(None), customer_table.c.tags), else_=_WHOSE.c.tags),
                customer_table.c.tags.type,
            ).label("tags"),
        )
        .join(conversation_table, _TALK.id == _CLOCK.conversation_id)
        .join(customer_table, customer_table.c.id == _TALK.customer_id)
        .outerjoin(_WHOSE, _WHOSE.c.id == customer_table.c.profile_id)
        .where(
            _CLOCK.subject == standard.subject.value,
            _CLOCK.started_at >= view.now - timedelta(days=days),
            _CLOCK.state != ClockState.CANCELLED.value,
        )
        .order_by(_CLOCK.started_at.desc())
        .limit(MOST_WAITS)
    )
    if not by.all_shops:
        statement = statement.where(_TALK.shop_id.in_(by.shop_ids))
    tier = standard.scope.tier
    for row in view.execute(statement):
        theirs = tier if tier in {row.tier, *row.tags} else None
        where = Scope(row.shop_id, row.channel, row.language, theirs)
        yield row, PastWait(row.id, row.started_at, row.ended_at, where)


def _stood_still(row: sa.Row[Any]) -> bool:
    """Whether a clock has ever been paused: more time went by than its runs have used."""
    gone_by: timedelta = row.since - row.started_at
    paused: bool = row.state == ClockState.PAUSED.value
    return paused or row.passed < gone_by // _MICROSECOND


def _pauses(view: View, stood: dict[int, int]) -> dict[int, list[Pause]]:
    """When clocks stood still, by their conversations: a row tells only for how long in all."""
    found: dict[int, list[Pause]] = {}
    talks = sorted({*stood.values()})
    for first in range(0, len(talks), READ_AT_ONCE):
        steps = view.execute(
            sa.select(_EVENT.kind, _EVENT.changes)
            .where(
                _EVENT.conversation_id.in_(talks[first : first + READ_AT_ONCE]),
                _EVENT.kind.in_(("clock_paused", "clock_resumed", "clock_stopped")),
            )
            .order_by(_EVENT.id)
        )
        for step in steps:
            for change in _steps(step.changes):
                if change.type == "clock" and change.value is not None and change.id in stood:
                    _note(found.setdefault(change.id, []), step.kind, change.value.since)
    return found


def _note(pauses: list[Pause], kind: str, at: datetime) -> None:
    if kind == "clock_paused":
        pauses.append((at, None))
    elif pauses and pauses[-1][1] is None:
        pauses[-1] = (pauses[-1][0], at)
