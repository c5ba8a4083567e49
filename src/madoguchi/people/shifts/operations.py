"""Planning: shifts and leave made, changed, dropped; a week copied; the usual hours kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict, Invalid, NotFound, Refusal
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import text
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.people.shifts import queries, rules, wording
from madoguchi.people.shifts.contracts import (
    LeftOut,
    PlannedShift,
    ShiftChanges,
    ShiftDraft,
    ShiftTemplate,
    ShiftTemplates,
    WeekCopied,
    WeekCopy,
)
from madoguchi.people.shifts.tables import shift_table, shift_templates_table
from madoguchi.people.tables import person_table

_S = shift_table.c
MOST_AT_ONCE = 500


def plan_shift(tx: Tx, draft: ShiftDraft, *, by: Actor) -> PlannedShift:
    """Plan a shift or leave. Supervisors and owners.

    Raises `Conflict` where the person has a shift or leave then, naming it.
    """
    supervisor_only(by)
    made = _insert(tx, draft)
    tx.record(NewEvent("shift_planned", by.doer, [_as_change(made)]))
    return made


def change_shift(tx: Tx, shift_id: int, changes: ShiftChanges, *, by: Actor) -> PlannedShift:
    """Move a shift, make it longer or shorter, give it to somebody else. Supervisors and owners."""
    supervisor_only(by)
    before = _locked(tx, shift_id)
    given = {name: getattr(changes, name) for name in ShiftChanges.__struct_fields__}
    wanted = {
        name: getattr(before, name) if value is msgspec.UNSET else value
        for name, value in given.items()
    }
    draft = ShiftDraft(**wanted)
    if draft == _as_draft(before):
        return before
    values = _checked(tx, draft, but=shift_id)
    row = tx.execute(
        shift_table.update()
        .where(_S.id == shift_id)
        .values(**values, version=_S.version + 1)
        .returning(*shift_table.columns)
    ).one()
    changed = queries.to_shift(row)
    tx.record(NewEvent("shift_changed", by.doer, [_as_change(changed)]))
    return changed


def drop_shifts(tx: Tx, shift_ids: Sequence[int], *, by: Actor) -> None:
    """Take shifts or leave out of the plan, all or none. Supervisors and owners."""
    supervisor_only(by)
    wanted = sorted(set(shift_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid("people.shift.too_many", field="ids", most=MOST_AT_ONCE)
    rows = tx.execute(shift_table.delete().where(_S.id.in_(wanted)).returning(_S.id, _S.version))
    gone = {row.id: row.version for row in rows}
    if len(gone) < len(wanted) or not wanted:
        raise NotFound("people.shift.not_found")
    changes = [Change("shift", shift_id, gone[shift_id] + 1, None) for shift_id in wanted]
    tx.record(NewEvent("shift_dropped", by.doer, changes))


def copy_week(tx: Tx, copy: WeekCopy, *, by: Actor) -> WeekCopied:
    """Plan a week's work again in another, each shift at its own wall-clock time.

    Leave is not copied. What the other week has no room for is left out and said: the rest stands.
    Supervisors and owners.
    """
    supervisor_only(by)
    rules.check_day(copy.source, "source")
    rules.check_day(copy.target, "target")
    if copy.source == copy.target:
        raise Invalid("people.shift.same_week", field="target")
    ahead = copy.target - copy.source
    condition = [
        _S.kind == "work",
        _S.day >= copy.source.isoformat(),
        _S.day < (copy.source + timedelta(days=7)).isoformat(),
        person_table.c.disabled_at.is_(None),
    ]
    if copy.person_ids:
        condition.append(_S.person_id.in_(copy.person_ids))
    rows = tx.execute(
        sa.select(shift_table)
        .join_from(shift_table, person_table)
        .where(*condition)
        .order_by(_S.person_id, _S.starts_at)
        .limit(MOST_AT_ONCE + 1)
    ).all()
    if len(rows) > MOST_AT_ONCE:
        raise Invalid("people.shift.too_many", field="person_ids", most=MOST_AT_ONCE)
    made: list[PlannedShift] = []
    left_out: list[LeftOut] = []
    for one in map(queries.to_shift, rows):
        try:
            draft = msgspec.structs.replace(_as_draft(one), day=one.day + ahead)
            made.append(_insert(tx, draft))
        except Refusal as refusal:
            left_out.append(LeftOut(one, text(refusal.key, by.locale, **refusal.params)))
    if made:
        tx.record(NewEvent("shift_planned", by.doer, [_as_change(one) for one in made]))
    return WeekCopied(made, left_out)


def keep_templates(tx: Tx, items: Sequence[ShiftTemplate], *, by: Actor) -> ShiftTemplates:
    """Make these the usual hours, in this order. Supervisors and owners."""
    supervisor_only(by)
    values = {"items": rules.check_templates(items)}
    row = insert_unless_there(tx, shift_templates_table, id=1, version=1, **values)
    if row is None:
        row = tx.execute(
            shift_templates_table.update()
            .values(**values, version=shift_templates_table.c.version + 1)
            .returning(*shift_templates_table.columns)
        ).one()
    kept = ShiftTemplates(id=row.id, version=row.version, items=row.items)
    change = Change("shift_templates", kept.id, kept.version, kept)
    tx.record(NewEvent("shift_templates_kept", by.doer, [change]))
    return kept


def _insert(tx: Tx, draft: ShiftDraft) -> PlannedShift:
    values = _checked(tx, draft)
    statement = shift_table.insert().values(version=1, **values).returning(*shift_table.columns)
    return queries.to_shift(tx.execute(statement).one())


def _checked(tx: Tx, draft: ShiftDraft, *, but: int | None = None) -> dict[str, object]:
    """Return a shift's columns once it is sure that it can stand.

    The person's row is locked first: of two who plan for one person at once, the second looks only
    when the first is done.
    """
    name = tx.execute(
        sa.select(person_table.c.name)
        .where(person_table.c.id == draft.person_id, person_table.c.disabled_at.is_(None))
        .with_for_update(key_share=True)
    ).scalar_one_or_none()
    if name is None:
        raise NotFound("people.not_found", field="person_id")
    found = rules.stretch(draft.kind, draft.zone, draft.day, draft.starts, draft.ends)
    in_the_way = sa.select(shift_table).where(
        _S.person_id == draft.person_id,
        _S.starts_at < found.ends_at,
        _S.ends_at > found.starts_at,
    )
    if but is not None:
        in_the_way = in_the_way.where(_S.id != but)
    row = tx.execute(in_the_way.order_by(_S.starts_at).limit(1)).first()
    if row is not None:
        _refuse(name, queries.to_shift(row), draft)
    return {
        **msgspec.structs.asdict(draft),
        "day": draft.day.isoformat(),
        "starts_at": found.starts_at,
        "ends_at": found.ends_at,
    }


def _refuse(name: str, there: PlannedShift, draft: ShiftDraft) -> None:
    """Say what stands in the way, and what can be done about it."""
    key = {
        ("work", "work"): "people.shift.overlaps",
        ("leave", "work"): "people.shift.on_leave",
        ("work", "leave"): "people.leave.has_shift",
        ("leave", "leave"): "people.leave.overlaps",
    }[there.kind, draft.kind]
    raise Conflict(key, field="starts", name=name, when=wording.times_of(there))


def _locked(tx: Tx, shift_id: int) -> PlannedShift:
    row = tx.execute(sa.select(shift_table).where(_S.id == shift_id).with_for_update()).first()
    if row is None:
        raise NotFound("people.shift.not_found")
    return queries.to_shift(row)


def _as_draft(shift: PlannedShift) -> ShiftDraft:
    return ShiftDraft(**{name: getattr(shift, name) for name in ShiftDraft.__struct_fields__})


def _as_change(shift: PlannedShift) -> Change:
    return Change("shift", shift.id, shift.version, shift)
