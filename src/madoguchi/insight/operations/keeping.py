"""Keeping figures up with the feed: what is worked out is stored with the place it was read up to.

Reading and counting goes on beside the writers; only storing needs them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from msgspec import Struct

from madoguchi.insight.figures.cuts import Row, place_of, rows_of
from madoguchi.insight.figures.facts import Change, FactId
from madoguchi.insight.figures.fold import Fold
from madoguchi.insight.figures.reading import Reader
from madoguchi.insight.figures.stored import write, write_tally
from madoguchi.insight.figures.tally import Tally
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.operations.beginning import CURSOR, forget_some
from madoguchi.insight.operations.storing import (
    Values,
    fact_row,
    talk_row,
    tally_row,
)
from madoguchi.insight.queries import memory as kept
from madoguchi.insight.queries import sales
from madoguchi.insight.queries.recent import Recent
from madoguchi.insight.tables import (
    figure_calendar_table,
    figure_fact_table,
    figure_house_table,
    figure_sale_table,
    figure_shop_table,
    figure_talk_table,
    figure_tally_table,
    figure_worker_table,
)
from madoguchi.kernel import cursors, feed
from madoguchi.kernel.feed import Position
from madoguchi.kernel.politely import politely
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.statements import UpsertMany, Written
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx, View

_CALENDARS = UpsertMany(figure_calendar_table)
_SHOPS = UpsertMany(figure_shop_table)
_TALKS = UpsertMany(figure_talk_table)
_WORKERS = UpsertMany(figure_worker_table)
_SALES = UpsertMany(figure_sale_table)
_FACTS = UpsertMany(figure_fact_table)
_TALLIES = UpsertMany(figure_tally_table)

_P, _H = cursors.worker_cursor_table.c, figure_house_table.c
_HELD = Prepared(
    sa.select(_P.transaction_id, _P.event_id, _H.batch, _H.forgetting)
    .join_from(cursors.worker_cursor_table, figure_house_table, sa.true())
    .where(_P.name == sa.bindparam("name", type_=sa.Text))
    # Both rows, so that whoever waited has both as they are then.
    .with_for_update()
)
_NEXT = Prepared(
    sa.update(figure_house_table).values(batch=sa.bindparam("next_batch", type_=sa.BigInteger))
)

PAGE = 100
PAUSE_SECONDS = 0.005
"""Between two pages of a rebuild, so that whoever writes meanwhile is never behind two of them."""


class Page(Struct, frozen=True, kw_only=True):
    """Some of the feed worked out, ready to be stored: rows by table as the database takes them,
    and the place it leads to.

    One that `forgets` has no rows: some of what was kept is to be thrown away first. `batch` is the
    house's as it was read; what was prepared under another is void. `full` says that there may be
    more events.
    """

    batch: int
    before: Position
    after: Position
    rows: list[tuple[UpsertMany, Written]]
    forgets: bool = False
    full: bool = True


class Keeper:
    """Keeps figures up page by page, and remembers between them what it need not read again."""

    def __init__(self, recent: Recent | None = None) -> None:
        self._recent = recent or Recent()

    def prepare(self, view: View, limit: int = PAGE) -> Page | None:
        """Work out the next events; None where there are none, or keeping has not begun."""
        return prepare(view, limit, self._recent)

    def kept(self, page: Page) -> None:
        """Note that a page was stored: what the next touches of it need not be read."""
        if not page.forgets:
            self._recent.settled(page.batch + bool(page.rows), page.after)

    def catch_up(self, store: Store, told: Callable[[Page], None]) -> None:
        """Keep page after page until the feed's end. Blocks; `told` hears of each page."""
        while (page := store.read_now(self.prepare)) is not None:
            if store.write_now(keep, page):
                self.kept(page)
                told(page)
            time.sleep(PAUSE_SECONDS)


def prepare(view: View, limit: int = PAGE, recent: Recent | None = None) -> Page | None:
    """Work out the next events; None where there are none, or keeping has not begun.

    What `recent` knows is not read, and is in doubt until the page is stored.
    """
    house, before = kept.house(view), cursors.place_of(view, CURSOR)
    if house is None or before is None:
        return None
    if house.forgetting:
        return Page(batch=house.batch, before=before, after=before, rows=[], forgets=True)
    entries = feed.read(view.connection, before, limit)
    if not entries:
        return None
    zone = ZoneInfo(house.zone)
    recent = recent or Recent()
    recent.resume(house.batch, before)
    known = kept.calendars(view)
    reader = Reader(dict(known), partial(sales.named, view))
    events = [event for entry in politely(entries) for event in reader.read(entry)]
    remembered = kept.memory(view, events, zone, recent)
    sold = dict(remembered.sales)
    were = {number: write(worker) for number, worker in remembered.workers.items()}
    fold = Fold(house.zone, kept.hours(view, reader.hours), remembered)
    changes = _net(change for event in politely(events) for change in fold.add(event))
    talked = {event.conversation for event in events if event.conversation}
    rows: list[tuple[UpsertMany, list[Values]]] = [
        (_CALENDARS, [{"digest": k, "hours": v} for k, v in reader.hours.items()]),
        (
            _SHOPS,
            [
                {"shop_id": shop_id, "calendar": digest}
                for shop_id, digest in reader.calendars.items()
                if known.get(shop_id) != digest
            ],
        ),
        (_TALKS, [talk_row(n, remembered.talks[n]) for n in politely(sorted(talked))]),
        (
            _WORKERS,
            [
                {"person_id": number, "worker": written}
                for number, each in remembered.workers.items()
                if (written := write(each)) != were.get(number)
            ],
        ),
        (
            _SALES,
            [
                sales.as_row(number, sale)
                for number, sale in remembered.sales.items()
                if sale != sold.get(number)
            ],
        ),
        (_FACTS, [fact_row(change.after) for change in politely(changes)]),
        (_TALLIES, _tallies(view, changes, Variant(zone=house.zone), recent)),
    ]
    recent.take(remembered, talked, changes)
    return Page(
        batch=house.batch,
        before=before,
        after=entries[-1].position,
        rows=[(table, table.written(view, each)) for table, each in rows if each],
        full=len(entries) == limit,
    )


def keep(tx: Tx, page: Page) -> bool:
    """Store what was worked out; False where another process was quicker, and nothing is stored."""
    # Two trips to PostgreSQL in all: as long as this lasts nobody sees what others have written.
    held = tx.run(_HELD, name=CURSOR)
    if held != [(*page.before, page.batch, page.forgets)]:
        return False
    if page.forgets:
        forget_some(tx)
        return True
    cursors.move(tx, CURSOR, page.after)
    for table, written in page.rows:
        table.store(tx, written)
    if page.rows:
        tx.later(_NEXT, next_batch=page.batch + 1)
    return True


def kept_until(view: View) -> int:
    """Return the id of the last event that was counted, 0 before the first."""
    position = cursors.place_of(view, CURSOR)
    return 0 if position is None else position.id


def _net(changes: Iterable[Change]) -> list[Change]:
    """What several changes come to, fact by fact: from what it was before the first of them."""
    found: dict[FactId, Change] = {}
    for change in changes:
        known = found.get(change.after.id)
        found[change.after.id] = change if known is None else Change(known.before, change.after)
    return [each for each in found.values() if each.before != each.after]


def _tallies(view: View, changes: list[Change], variant: Variant, recent: Recent) -> list[Values]:
    rows: dict[str, Row] = {}
    counted: dict[tuple[object, ...], tuple[list[str], Tally]] = {}
    for change in politely(changes):
        for fact, sign in ((change.before, -1), (change.after, 1)):
            if fact is None:
                continue
            # Thousands of facts lie in a few places: each is counted once, and their sum in each
            # of a place's sixteen rows.
            place = (*place_of(fact), fact.day, fact.agent)
            if place not in counted:
                named = {row.name: row for row in rows_of(fact)}
                rows |= named
                counted[place] = ([*named], Tally())
            counted[place][1].count(fact, variant, sign)
    found = kept.tallies(view, rows, recent)
    for names, counting in counted.values():
        sums = counting.sums()
        for name in politely(names):
            found[name].add(sums)
    return [tally_row(rows[name], write_tally(each)) for name, each in politely(found.items())]
