"""What happens to a clock: started, paused, resumed, moved, stopped, cancelled, fired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.clocks.contracts import (
    Clock,
    ClockState,
    FrozenCalendar,
    KeptClock,
    KeptStandard,
    Moment,
    Owing,
    Reached,
)
from madoguchi.clocks.errors import ClockError
from madoguchi.clocks.queries.rows import ClockRow
from madoguchi.clocks.rules import clock as clocks
from madoguchi.clocks.rules import standards
from madoguchi.clocks.rules.freezing import digest
from madoguchi.clocks.tables import clock_table, frozen_calendar_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx

Step = Callable[[Clock], Clock]

_MICROSECOND = timedelta(microseconds=1)
_VALUES: dict[str, sa.BindParameter[object]] = {
    column.name: sa.bindparam(column.name) for column in clock_table.columns if column.name != "id"
}
_CHANGED = (
    "version", "conversation_id", "person_id", "team_id", "state", "target", "deadline", "since",
    "worked", "passed", "fired", "reason", "due_at", "next_fire_at", "breached_at", "ended_at",
)  # fmt: skip
_INSERT = Prepared(clock_table.insert().values(_VALUES).returning(clock_table.c.id))
_SAVE = Prepared(
    clock_table.update()
    .where(clock_table.c.id == sa.bindparam("b_id"))
    .values({name: sa.bindparam(name) for name in _CHANGED})
)
_LOCK = Prepared(
    sa.select(clock_table).where(clock_table.c.id == sa.bindparam("id")).with_for_update()
)
_IS_FROZEN = Prepared(
    sa.select(frozen_calendar_table.c.digest).where(
        frozen_calendar_table.c.digest == sa.bindparam("digest")
    )
)


def start(
    tx: Tx,
    owing: Owing,
    standard: KeptStandard,
    calendar: FrozenCalendar,
    *,
    by: Doer,
    reason: str,
    since: datetime | None = None,
    promised: datetime | None = None,
    line: str | None = None,
) -> KeptClock:
    """Start the clock that a standard asks for, on a calendar that stays as it is now.

    It counts from `since` (now, unless given). `promised` is the instant a promise names; `line`
    the country of the agent's telephone line.
    """
    at = tx.now if since is None else since
    clock = standards.start(standard.standard, calendar, at, promised=promised, line=line)
    return _started(tx, owing, clock, standard.standard.moments, standard.id, by, reason)


def start_until(
    tx: Tx,
    owing: Owing,
    deadline: datetime,
    calendar: FrozenCalendar,
    *,
    by: Doer,
    reason: str,
    moments: tuple[Moment, ...] = (),
) -> KeptClock:
    """Start a clock that is due at an instant, whatever the hours, with no standard behind it.

    Refuses an instant that has passed.
    """
    thresholds = tuple(sorted({100, *(each.percent for each in moments)}))
    clock = clocks.start_until(calendar, tx.now, deadline, thresholds)
    return _started(tx, owing, clock, moments, None, by, reason)


def pause(tx: Tx, clock_id: int, *, by: Doer, reason: str) -> KeptClock:
    """Let a clock stand still, as while we wait for the customer or a partner."""
    return _step(tx, clock_id, "clock_paused", lambda c: clocks.pause(c, tx.now, reason), by)


def resume(tx: Tx, clock_id: int, *, by: Doer, reason: str) -> KeptClock:
    """Let a paused clock run on with the working time it had left."""
    return _step(tx, clock_id, "clock_resumed", lambda c: clocks.resume(c, tx.now, reason), by)


def move(tx: Tx, clock_id: int, deadline: datetime, *, by: Doer, reason: str) -> KeptClock:
    """Agree on another instant for what was promised; one that has passed is refused.

    What had run out has not any more: it may run out again, and that is another breach.
    """
    row = _locked(tx, clock_id)
    _note(row, clocks.move(row.clock(tx), tx.now, deadline, reason))
    row.values["breached_at"] = None
    return _save(tx, row, "clock_moved", by)


def stop(
    tx: Tx, clock_id: int, *, by: Doer, reason: str, person_id: int | None = None
) -> KeptClock:
    """End a clock: what was owed was done, by `person_id` where that was a member of staff."""
    return _step(
        tx, clock_id, "clock_stopped", lambda c: clocks.stop(c, tx.now, reason), by, person_id
    )


def cancel(tx: Tx, clock_id: int, *, by: Doer, reason: str) -> KeptClock:
    """End a clock because nothing is owed any more: neither kept nor broken."""
    return _step(tx, clock_id, "clock_cancelled", lambda c: clocks.cancel(c, tx.now, reason), by)


def hand_over(
    tx: Tx, clock_id: int, *, person_id: int | None, team_id: int | None, by: Doer, reason: str
) -> KeptClock:
    """Let somebody else owe it; the time goes on."""
    row = _locked(tx, clock_id)
    if row.values["ended_at"] is not None:
        raise ClockError(f"clocks.clock_{row.values['state']}")
    row.values |= {"person_id": person_id, "team_id": team_id, "reason": reason}
    return _save(tx, row, "clock_handed_over", by)


def keep_in(tx: Tx, clock_id: int, conversation_id: int, *, by: Doer) -> KeptClock:
    """Keep a clock in another conversation of the same shop, which waits for the same.

    The caller has locked both, and lets both show it.
    """
    row = _locked(tx, clock_id)
    row.values["conversation_id"] = conversation_id
    return _save(tx, row, "clock_handed_over", by)


def fire(
    tx: Tx, clock_id: int, *, person_id: int | None = None, team_id: int | None = None
) -> tuple[KeptClock, list[Reached]] | None:
    """Take note of every share of its time that a clock has reached, each once.

    None where there is nothing to note any more: somebody was quicker, or it was answered.
    `person_id` and `team_id` are who has the conversation now: an answer is theirs to give, whoever
    had it when the clock started. What else is owed keeps its owner; see `hand_over`.
    """
    row = _locked(tx, clock_id)
    next_fire_at = row.values["next_fire_at"]
    if next_fire_at is None or next_fire_at > tx.now:
        return None
    after, firings = clocks.fire(row.clock(tx), tx.now)
    held = row.values["owed_kind"] != "conversation"
    row.values["person_id"] = (held and row.values["person_id"]) or person_id
    row.values["team_id"] = (held and row.values["team_id"]) or team_id
    _note(row, after)
    if row.values["breached_at"] is None:
        row.values["breached_at"] = next((each.at for each in firings if each.percent == 100), None)
    actions = {each.percent: each.actions for each in row.values["moments"]}
    row.values["version"] += 1
    kept = row.kept()
    reached = [
        Reached(
            id=clock_id,
            version=kept.version,
            owing=kept.owing,
            percent=each.percent,
            at=each.at,
            due_at=kept.due_at,
            actions=actions.get(each.percent, ()),
        )
        for each in firings
    ]
    _write(tx, row)
    _record(tx, "clock_fired", kept, SYSTEM, reached)
    return kept, reached


def _started(
    tx: Tx,
    owing: Owing,
    clock: Clock,
    moments: tuple[Moment, ...],
    standard_id: int | None,
    by: Doer,
    reason: str,
) -> KeptClock:
    values = {
        "version": 1,
        "subject": owing.subject.value,
        "owed_kind": owing.kind,
        "owed_id": owing.id,
        "conversation_id": owing.conversation_id,
        "shop_id": owing.shop_id,
        "person_id": owing.person_id,
        "team_id": owing.team_id,
        "standard_id": standard_id,
        "calendar": _frozen(tx, clock.calendar),
        "zone": clock.calendar.zone,
        "started_at": clock.started_at,
        "thresholds": clock.thresholds,
        "moments": moments,
        "breached_at": None,
        **_standing(replace(clock, reason=reason)),
    }
    ((clock_id,),) = tx.run(_INSERT, **values)
    kept = ClockRow((clock_id, *(values[name] for name in _VALUES))).kept()
    _record(tx, "clock_started", kept, by)
    return kept


def _step(
    tx: Tx, clock_id: int, kind: str, step: Step, by: Doer, person_id: int | None = None
) -> KeptClock:
    row = _locked(tx, clock_id)
    _note(row, step(row.clock(tx)))
    if person_id is not None:
        row.values["person_id"] = person_id
    return _save(tx, row, kind, by)


def _save(tx: Tx, row: ClockRow, kind: str, by: Doer) -> KeptClock:
    row.values["version"] += 1
    _write(tx, row)
    kept = row.kept()
    _record(tx, kind, kept, by)
    return kept


def _write(tx: Tx, row: ClockRow) -> None:
    tx.run(_SAVE, b_id=row.values["id"], **{name: row.values[name] for name in _CHANGED})


def _record(
    tx: Tx, kind: str, kept: KeptClock, by: Doer, reached: list[Reached] | None = None
) -> None:
    changes = [Change("clock", kept.id, kept.version, kept)]
    changes += [Change("reached", kept.id, kept.version, each) for each in reached or ()]
    owing = kept.owing
    tx.record(
        NewEvent(kind, by, changes, shop_id=owing.shop_id, conversation_id=owing.conversation_id)
    )


def _locked(tx: Tx, clock_id: int) -> ClockRow:
    rows = tx.run(_LOCK, id=clock_id)
    if not rows:
        raise NotFound("clocks.not_found")
    return ClockRow(rows[0])


def _note(row: ClockRow, clock: Clock) -> None:
    row.values |= _standing(clock)


def _standing(clock: Clock) -> dict[str, object]:
    """The columns that a step may change."""
    ended = clock.state in {ClockState.STOPPED, ClockState.CANCELLED}
    return {
        "state": clock.state.value,
        "target": clock.target // _MICROSECOND,
        "deadline": clock.deadline,
        "since": clock.since,
        "worked": clock.worked // _MICROSECOND,
        "passed": clock.passed // _MICROSECOND,
        "fired": clock.fired,
        "reason": clock.reason,
        "due_at": clocks.due_at(clock),
        "next_fire_at": clocks.next_fire_at(clock),
        "ended_at": clock.since if ended else None,
    }


def _frozen(tx: Tx, calendar: FrozenCalendar) -> str:
    """Store a frozen calendar unless its equal is there, and return what it is stored under."""
    name = digest(calendar)
    if not tx.run(_IS_FROZEN, digest=name):
        insert_unless_there(tx, frozen_calendar_table, digest=name, calendar=calendar)
    return name
