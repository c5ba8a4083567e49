"""The book of standards and calendars: small, read by every clock that starts, so kept in memory.

Its edition is read with each use; as long as the word is the same, so is what it names.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock

import sqlalchemy as sa

from madoguchi.clocks.contracts import (
    Calendar,
    Holder,
    KeptCalendar,
    KeptStandard,
    Scope,
    Subject,
)
from madoguchi.clocks.queries.rows import to_calendar, to_standard
from madoguchi.clocks.rules.standards import fitting_any
from madoguchi.clocks.tables import calendar_table, clock_book_table, standard_table
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View

MOST_EDITIONS = 16

_EDITION = Prepared(sa.select(clock_book_table.c.edition))
_editions: OrderedDict[str, Book] = OrderedDict()
_lock = Lock()


class Book:
    """Every standard and calendar of one edition."""

    def __init__(
        self, standards: Iterable[KeptStandard], calendars: Iterable[KeptCalendar]
    ) -> None:
        self.standards = tuple(standards)
        self.calendars = tuple(calendars)
        self._by_holder = {(each.holder, each.holder_id): each.calendar for each in self.calendars}
        self._by_place = {
            (each.standard.subject, each.standard.scope): each for each in self.standards
        }

    def standard(self, subject: Subject, places: Sequence[Scope]) -> KeptStandard | None:
        """The most specific standard for a subject in any of these places; None where none is.

        One that is off holds as well: it says that nothing is owed there.
        """
        fit = fitting_any((each.standard for each in self.standards), subject, places)
        if fit is None:
            return None
        kept = self._by_place[fit.subject, fit.scope]
        return None if kept.off else kept

    def calendar(self, holder: Holder, holder_id: int | None) -> Calendar | None:
        """The calendar of a shop, team, partner or person; None where it has none of its own."""
        return None if holder_id is None else self._by_holder.get((holder, holder_id))


def book(view: View) -> Book:
    """Return the book as it stands in this view."""
    while True:
        edition = _edition(view)
        with _lock:
            held = _editions.get(edition)
        if held is not None:
            return held
        fresh = Book(standards(view), calendars(view))
        # Another process may have changed it while we read: then this is neither edition.
        if _edition(view) == edition:
            with _lock:
                _editions[edition] = fresh
                if len(_editions) > MOST_EDITIONS:
                    _editions.popitem(last=False)
            return fresh


def _edition(view: View) -> str:
    ((edition,),) = view.run(_EDITION)
    return str(edition)


def standards(view: View) -> list[KeptStandard]:
    """Return every standard, oldest first."""
    rows = view.execute(sa.select(standard_table).order_by(standard_table.c.id))
    return [to_standard(row) for row in rows]


def calendars(view: View) -> list[KeptCalendar]:
    """Return every calendar, oldest first."""
    rows = view.execute(sa.select(calendar_table).order_by(calendar_table.c.id))
    return [to_calendar(row) for row in rows]
