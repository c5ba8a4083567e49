"""What supervisors change: the calendars people work by, and the standards they are held to."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from madoguchi.clocks.contracts import (
    By,
    Calendar,
    CalendarView,
    Holder,
    KeptStandard,
    Standard,
    StandardDraft,
)
from madoguchi.clocks.errors import StandardError
from madoguchi.clocks.queries.rows import to_calendar, to_standard
from madoguchi.clocks.rules import days, standards
from madoguchi.clocks.rules.writing import view_of
from madoguchi.clocks.tables import (
    calendar_table,
    clock_book_table,
    standard_step_table,
    standard_table,
)
from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx


def keep_calendar(
    tx: Tx, holder: Holder, holder_id: int, calendar: Calendar, *, by: By
) -> CalendarView:
    """Give a shop, team, partner or person a calendar, or another in its place. Supervisors only.

    Clocks that run stay on the one they started with. Refuses a calendar that contradicts itself.
    """
    _may_keep(by, holder, holder_id)
    days.check(calendar)
    new_edition(tx)
    values = {"calendar": calendar, "changed_at": tx.now}
    row = insert_unless_there(
        tx, calendar_table, version=1, holder=holder.value, holder_id=holder_id, **values
    )
    if row is None:
        row = tx.execute(
            calendar_table.update()
            .where(_held(holder, holder_id))
            .values(version=calendar_table.c.version + 1, **values)
            .returning(*calendar_table.columns)
        ).one()
    view = view_of(to_calendar(row))
    _record_calendar(tx, "calendar_kept", view, Change("calendar", view.id, view.version, view), by)
    return view


def remove_calendar(tx: Tx, holder: Holder, holder_id: int, *, by: By) -> None:
    """Take a calendar away: its holder works by the next wider one from here on."""
    _may_keep(by, holder, holder_id)
    row = tx.execute(
        calendar_table.delete().where(_held(holder, holder_id)).returning(*calendar_table.columns)
    ).first()
    if row is None:
        raise NotFound("clocks.no_calendar")
    new_edition(tx)
    view = view_of(to_calendar(row))
    change = Change("calendar", view.id, view.version + 1, None)
    _record_calendar(tx, "calendar_removed", view, change, by)


def make_standard(tx: Tx, draft: StandardDraft, *, by: By) -> KeptStandard:
    """Set a standard for a place that has none of its own. Supervisors only."""
    standard = _checked(draft.standard, by)
    row = insert_unless_there(
        tx,
        standard_table,
        version=1,
        place_key=place_key(standard),
        standard=standard,
        off=draft.off,
        changed_at=tx.now,
    )
    if row is None:
        raise StandardError("clocks.standard_twice", field="scope")
    return _record_standard(tx, "standard_made", None, to_standard(row), by)


def change_standard(tx: Tx, standard_id: int, draft: StandardDraft, *, by: By) -> KeptStandard:
    """Put a standard in the place of one; clocks that run keep what they began with."""
    standard = _checked(draft.standard, by)
    before = _locked(tx, standard_id, by)
    if (before.standard, before.off) == (standard, draft.off):
        return before
    key = place_key(standard)
    taken = tx.execute(
        sa.select(standard_table.c.id).where(
            standard_table.c.place_key == key, standard_table.c.id != standard_id
        )
    ).first()
    if taken is not None:
        raise StandardError("clocks.standard_twice", field="scope")
    row = tx.execute(
        standard_table.update()
        .where(standard_table.c.id == standard_id)
        .values(
            version=before.version + 1,
            place_key=key,
            standard=standard,
            off=draft.off,
            changed_at=tx.now,
        )
        .returning(*standard_table.columns)
    ).one()
    return _record_standard(tx, "standard_changed", before, to_standard(row), by)


def remove_standard(tx: Tx, standard_id: int, *, by: By) -> None:
    """Take a standard away: the next wider one holds from here on."""
    _supervisor_only(by)
    before = _locked(tx, standard_id, by)
    tx.execute(standard_table.delete().where(standard_table.c.id == standard_id))
    _record_standard(tx, "standard_removed", before, None, by)


def place_key(standard: Standard) -> str:
    """The subject and place of a standard in one word: there is one for each."""
    scope = standard.scope
    parts = (standard.subject.value, scope.shop, scope.channel, scope.language, scope.tier)
    return "|".join("" if part is None else str(part) for part in parts)


def new_edition(tx: Tx) -> None:
    """Let every process read the book again; first in a change, so that changes come in order."""
    word = secrets.token_hex(16)
    tx.execute(clock_book_table.update().values(edition=word))


def _checked(standard: Standard, by: By) -> Standard:
    _supervisor_only(by)
    if not by.sees(standard.scope.shop):
        raise NotFound("shops.not_found")
    standards.check(standard)
    return standard


def _locked(tx: Tx, standard_id: int, by: By) -> KeptStandard:
    new_edition(tx)
    row = tx.execute(
        sa.select(standard_table).where(standard_table.c.id == standard_id).with_for_update()
    ).first()
    if row is None or not by.sees(row.standard.scope.shop):
        raise NotFound("clocks.no_standard")
    return to_standard(row)


def _record_standard(
    tx: Tx, kind: str, before: KeptStandard | None, after: KeptStandard | None, by: By
) -> KeptStandard:
    known = after or before
    assert known is not None  # one of the two is there
    if before is None:
        new_edition(tx)
    tx.execute(
        standard_step_table.insert().values(
            standard_id=known.id,
            at=tx.now,
            by_kind=by.doer.kind,
            by_id=by.doer.id,
            before=before,
            after=after,
        )
    )
    version = known.version if after is not None else known.version + 1
    change = Change("standard", known.id, version, after)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=known.standard.scope.shop))
    return known


def _record_calendar(tx: Tx, kind: str, view: CalendarView, change: Change, by: By) -> None:
    shop_id = view.holder_id if view.holder is Holder.SHOP else None
    tx.record(NewEvent(kind, by.doer, [change], shop_id=shop_id))


def _may_keep(by: By, holder: Holder, holder_id: int) -> None:
    _supervisor_only(by)
    if holder is Holder.SHOP and not by.sees(holder_id):
        raise NotFound("shops.not_found")


def _supervisor_only(by: By) -> None:
    if not by.at_least("supervisor"):
        raise Forbidden("people.supervisor_only")


def _held(holder: Holder, holder_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(calendar_table.c.holder == holder.value, calendar_table.c.holder_id == holder_id)
