"""Calendars, standards and clocks as staff look at them, each in their own sight."""

from __future__ import annotations

from itertools import islice

import sqlalchemy as sa
from msgspec import Struct

from madoguchi.clocks.contracts import (
    BreachPage,
    By,
    CalendarView,
    Holder,
    KeptClock,
    KeptStandard,
    StandardStep,
)
from madoguchi.clocks.queries.book import book
from madoguchi.clocks.queries.rows import ClockRow
from madoguchi.clocks.rules.explain import why_due
from madoguchi.clocks.rules.writing import view_of
from madoguchi.clocks.tables import clock_table, standard_step_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.keyset import read_cursor, write_cursor
from madoguchi.kernel.transaction import View
from madoguchi.language.catalogue import LOCALES, texts

LONGEST_HISTORY = 200

_C = clock_table.c


class Explanation(Struct, frozen=True):
    """A clock and why it is due when it is, in sentences of the reader's language."""

    clock: KeptClock
    sentences: list[str]


def calendars(view: View, *, by: By) -> list[CalendarView]:
    """Return every calendar in the actor's sight, oldest first."""
    return [
        view_of(each)
        for each in book(view).calendars
        if each.holder is not Holder.SHOP or by.sees(each.holder_id)
    ]


def standards(view: View, *, by: By) -> list[KeptStandard]:
    """Return every standard in the actor's sight, oldest first."""
    return [each for each in book(view).standards if by.sees(each.standard.scope.shop)]


def standard_history(
    view: View, *, by: By, limit: int = 50, before: int | None = None
) -> list[StandardStep]:
    """Return who changed which standard and how, the newest first; with `before` older steps."""
    columns = standard_step_table.columns
    wanted = sa.select(standard_step_table).order_by(columns.id.desc())
    if before is not None:
        wanted = wanted.where(columns.id < before)
    steps = (StandardStep(**row._mapping) for row in view.execute(wanted))
    return list(islice((each for each in steps if by.sees(_shop_of(each))), limit))


def of_conversation(view: View, conversation_id: int, *, by: By) -> list[KeptClock]:
    """Return every clock a conversation has had, the newest first."""
    rows = view.execute(
        sa.select(clock_table)
        .where(_C.conversation_id == conversation_id)
        .order_by(_C.id.desc())
        .limit(LONGEST_HISTORY)
    )
    return [kept for kept in (ClockRow(row).kept() for row in rows) if by.sees(kept.owing.shop_id)]


def breaches(view: View, *, by: By, limit: int = 50, cursor: str | None = None) -> BreachPage:
    """Return the clocks that ran out, the latest first; `cursor` goes on after an earlier page.

    Supervisors see those of their shops; agents of these what they owe themselves, what their teams
    do, and what nobody has taken on yet.
    """
    statement = sa.select(clock_table).where(_C.breached_at.is_not(None))
    if not by.all_shops:
        statement = statement.where(_C.shop_id.in_(by.shop_ids) | _C.shop_id.is_(None))
    if not by.at_least("supervisor"):
        nobodys = _C.person_id.is_(None) & _C.team_id.is_(None)
        theirs = _C.team_id.in_(by.team_ids)
        own = sa.false() if by.person_id is None else _C.person_id == by.person_id
        statement = statement.where(own | theirs | nobodys)
    if cursor is not None:
        statement = statement.where(
            sa.tuple_(_C.breached_at, _C.id) < read_cursor(cursor, _C.breached_at)
        )
    rows = view.execute(statement.order_by(_C.breached_at.desc(), _C.id.desc()).limit(limit + 1))
    found = [ClockRow(row).kept() for row in rows]
    items = found[:limit]
    if len(found) <= limit or items[-1].breached_at is None:
        return BreachPage(items, None)
    return BreachPage(items, write_cursor(items[-1].breached_at, items[-1].id))


def explained(view: View, clock_id: int, *, by: By) -> Explanation:
    """Say why a clock is due when it is, in the actor's language. Raises `NotFound`."""
    row = view.execute(sa.select(clock_table).where(_C.id == clock_id)).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("clocks.not_found")
    found = ClockRow(row)
    found.values["reason"] = reason_in_words(row.reason, by.locale)
    return Explanation(ClockRow(row).kept(), why_due(found.clock(view), by.locale))


def reason_in_words(reason: str, locale: str) -> str:
    """The reason of a step: in the reader's words where it is one of ours, else as it was given."""
    key = f"clocks.reason.{reason}"
    return texts(locale if locale in LOCALES else "en").get(key, reason)


def _shop_of(step: StandardStep) -> int | None:
    known = step.after or step.before
    return None if known is None else known.standard.scope.shop
