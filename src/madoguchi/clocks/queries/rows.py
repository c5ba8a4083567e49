"""Rows of this room's tables as the structs that leave it, and as the rules see them."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from threading import Lock
from typing import Any

import sqlalchemy as sa

from madoguchi.clocks.contracts import (
    Clock,
    ClockState,
    FrozenCalendar,
    Holder,
    KeptCalendar,
    KeptClock,
    KeptStandard,
    Owing,
    Subject,
)
from madoguchi.clocks.tables import clock_table, frozen_calendar_table
from madoguchi.kernel.prepared import Prepared, Row
from madoguchi.kernel.transaction import View

MOST_FROZEN = 4096

_MICROSECOND = timedelta(microseconds=1)
_COLUMNS = tuple(clock_table.columns.keys())
_FROZEN = Prepared(
    sa.select(frozen_calendar_table.c.calendar).where(
        frozen_calendar_table.c.digest == sa.bindparam("digest")
    )
)
_frozen: OrderedDict[str, FrozenCalendar] = OrderedDict()
_frozen_lock = Lock()


class ClockRow:
    """A row of `clock_table` by the names of its columns."""

    __slots__ = ("values",)

    def __init__(self, row: Row | sa.Row[Any]) -> None:
        self.values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))

    def kept(self) -> KeptClock:
        """The clock as an entity."""
        row = self.values
        return KeptClock(
            id=row["id"],
            version=row["version"],
            owing=Owing(
                subject=Subject(row["subject"]),
                kind=row["owed_kind"],
                id=row["owed_id"],
                conversation_id=row["conversation_id"],
                shop_id=row["shop_id"],
                person_id=row["person_id"],
                team_id=row["team_id"],
            ),
            standard_id=row["standard_id"],
            calendar=row["calendar"],
            zone=row["zone"],
            state=ClockState(row["state"]),
            target_ms=row["target"] // 1000,
            deadline=row["deadline"],
            started_at=row["started_at"],
            since=row["since"],
            worked_ms=row["worked"] // 1000,
            passed_ms=row["passed"] // 1000,
            moments=row["moments"],
            fired=row["fired"],
            reason=row["reason"],
            due_at=row["due_at"],
            breached_at=row["breached_at"],
            ended_at=row["ended_at"],
        )

    def clock(self, view: View) -> Clock:
        """The clock as the rules see it, with the calendar it runs on."""
        row = self.values
        return Clock(
            calendar=frozen_calendar(view, row["calendar"]),
            target=row["target"] * _MICROSECOND,
            deadline=row["deadline"],
            state=ClockState(row["state"]),
            started_at=row["started_at"],
            since=row["since"],
            worked=row["worked"] * _MICROSECOND,
            passed=row["passed"] * _MICROSECOND,
            thresholds=row["thresholds"],
            fired=row["fired"],
            reason=row["reason"],
        )


def frozen_calendar(view: View, digest: str) -> FrozenCalendar:
    """The calendar stored under a digest. What a digest names never changes: kept in memory."""
    with _frozen_lock:
        held = _frozen.get(digest)
        if held is not None:
            _frozen.move_to_end(digest)
            return held
    ((calendar,),) = view.run(_FROZEN, digest=digest)
    with _frozen_lock:
        _frozen[digest] = calendar
        if len(_frozen) > MOST_FROZEN:
            _frozen.popitem(last=False)
    found: FrozenCalendar = calendar
    return found


def to_calendar(row: sa.Row[Any]) -> KeptCalendar:
    """A row of `calendar_table` as its struct."""
    return KeptCalendar(
        id=row.id,
        version=row.version,
        holder=Holder(row.holder),
        holder_id=row.holder_id,
        calendar=row.calendar,
        changed_at=row.changed_at,
    )


def to_standard(row: sa.Row[Any]) -> KeptStandard:
    """A row of `standard_table` as its struct."""
    return KeptStandard(
        id=row.id,
        version=row.version,
        standard=row.standard,
        off=row.off,
        changed_at=row.changed_at,
    )
