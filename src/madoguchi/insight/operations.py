"""Keeping figures up with the feed: what is worked out is stored with the place it was read up to.

Reading and counting goes on beside the writers; only storing needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.dialects import sqlite

from madoguchi.insight.figures.cuts import Row, place_of, rows_of
from madoguchi.insight.figures.definitions import mark_of
from madoguchi.insight.figures.events import Where
from madoguchi.insight.figures.facts import Change, Fact, FactId
from madoguchi.insight.figures.fold import Fold, Talk
from madoguchi.insight.figures.reading import Reader
from madoguchi.insight.figures.stored import write, write_tally
from madoguchi.insight.figures.tally import Tally, Variant
from madoguchi.insight.queries import memory as kept
from madoguchi.insight.tables import (
    figure_calendar_table,
    figure_fact_table,
    figure_house_table,
    figure_shop_table,
    figure_talk_table,
    figure_tally_table,
    figure_worker_table,
)
from madoguchi.kernel import cursors, feed
from madoguchi.kernel.feed import Position
from madoguchi.kernel.politely import politely
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import to_microseconds
from madoguchi.kernel.transaction import Tx, View

CURSOR = "figures"
PAGE = 100

Values = dict[str, object]


class Page(Struct, frozen=True, kw_only=True):
    """Some of the feed worked out, ready to be stored: rows by table, and the place it leads to."""

    before: Position
    after: Position
    rows: list[tuple[sa.Table, list[Values]]]


def begin(tx: Tx, zone: str | None = None) -> bool:
    """Place the keeper before the feed's first event, unless it has begun.

    Days are told apart by `zone`: by default that of the first person of the house. False while
    there is nobody yet.
    """
    known = zone or kept.first_zone(tx)
    if known is None:
        return False
    insert_unless_there(tx, figure_house_table, id=1, zone=known, batch=0)
    cursors.begin(tx, CURSOR)
    return True


def prepare(view: View, limit: int = PAGE) -> Page | None:
    """Work out the next events; None where there are none, or the keeper has not begun."""
    house, before = kept.house(view), cursors.place_of(view, CURSOR)
    if house is None or before is None:
        return None
    entries = feed.read(view.connection, before, limit)
    if not entries:
        return None
    zone = ZoneInfo(house[0])
    known = kept.calendars(view)
    reader = Reader(dict(known))
    events = [event for entry in politely(entries) for event in reader.read(entry)]
    remembered = kept.memory(view, events, zone)
    were = {number: write(worker) for number, worker in remembered.workers.items()}
    talked = {event.conversation for event in events if event.conversation}
    fold = Fold(house[0], kept.hours(view, reader.hours), remembered)
    changes = _net(change for event in politely(events) for change in fold.add(event))
    rows: list[tuple[sa.Table, list[Values]]] = [
        (figure_calendar_table, [{"digest": k, "hours": v} for k, v in reader.hours.items()]),
        (
            figure_shop_table,
            [
                {"shop_id": shop_id, "calendar": digest}
                for shop_id, digest in reader.calendars.items()
                if known.get(shop_id) != digest
            ],
        ),
        (figure_talk_table, [_talk(n, remembered.talks[n]) for n in politely(sorted(talked))]),
        (
            figure_worker_table,
            [
                {"person_id": number, "worker": written}
                for number, each in remembered.workers.items()
                if (written := write(each)) != were.get(number)
            ],
        ),
        (figure_fact_table, [fact_row(change.after) for change in politely(changes)]),
        (figure_tally_table, _tallies(view, changes, Variant(zone=house[0]))),
    ]
    return Page(before=before, after=entries[-1].position, rows=rows)


def keep(tx: Tx, page: Page) -> bool:
    """Store what was worked out; False where another process was quicker, and nothing is stored."""
    if not cursors.step(tx, CURSOR, page.before, page.after):
        return False
    for table, rows in page.rows:
        if rows:
            _store(tx, table, rows)
    if any(rows for _, rows in page.rows):
        batch = figure_house_table.c.batch
        tx.execute(figure_house_table.update().values(batch=batch + 1))
    return True


def forget(tx: Tx, zone: str | None = None) -> None:
    """Throw away all that was worked out, to begin again; `zone` as in `begin`, else as before."""
    house = kept.house(tx)
    for table in (
        figure_tally_table,
        figure_fact_table,
        figure_worker_table,
        figure_talk_table,
        figure_shop_table,
        figure_calendar_table,
    ):
        tx.execute(table.delete())
    begin(tx, zone)
    columns = figure_house_table.c
    if zone is not None:
        tx.execute(figure_house_table.update().values(zone=zone))
    if house is not None:
        # Not back to 0, or a wallboard would take what comes for what it has.
        tx.execute(figure_house_table.update().values(batch=columns.batch + 1))
        here = cursors.place_of(tx, CURSOR)
        if here is not None:
            cursors.step(tx, CURSOR, here, feed.START)


def catch_up(store: Store, told: Callable[[Page], None]) -> None:
    """Keep page after page until the feed's end. Blocks; `told` hears of each page."""
    while (page := store.read_now(prepare)) is not None:
        if store.write_now(keep, page):
            told(page)


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


def _tallies(view: View, changes: list[Change], variant: Variant) -> list[Values]:
    rows: dict[str, Row] = {}
    counted: dict[tuple[object, ...], tuple[list[str], list[tuple[Fact, int]]]] = {}
    for change in politely(changes):
        for fact, sign in ((change.before, -1), (change.after, 1)):
            if fact is None:
                continue
            # Thousands of facts lie in a few places; naming rows costs more than counting.
            place = (*place_of(fact), fact.day, fact.agent)
            if place not in counted:
                named = {row.name: row for row in rows_of(fact)}
                rows |= named
                counted[place] = ([*named], [])
            counted[place][1].append((fact, sign))
    found = kept.tallies(view, rows)
    for names, facts in counted.values():
        for name in politely(names):
            tally = found.get(name)
            if tally is None:
                tally = found[name] = Tally()
            for fact, sign in facts:
                tally.count(fact, variant, sign)
    return [tally_row(rows[name], write_tally(each)) for name, each in politely(found.items())]


def tally_row(row: Row, written: str) -> Values:
    """Return a row of tallies as it is stored."""
    return {
        "cut": row.name,
        "grain": row.grain.value,
        "day": row.day,
        "slot": row.slot,
        "shop_id": row.where.shop,
        "channel": row.where.channel,
        "language": row.where.language,
        "team_id": row.where.team,
        "person_id": row.person,
        "tally": written,
    }


def fact_row(fact: Fact) -> Values:
    """Return a fact as it is stored."""
    where, slot = place_of(fact)
    kind, one, two, three = fact.id
    return {
        "kind": kind,
        "one": one,
        "two": two,
        "three": three,
        "day": fact.day.toordinal(),
        "slot": slot,
        "shop_id": where.shop,
        "channel": where.channel,
        "language": where.language,
        "team_id": where.team,
        "person_id": fact.agent,
        "mark": mark_of(fact),
        "fact": write(fact),
    }


def _talk(conversation_id: int, talk: Talk) -> Values:
    where = talk.where or Where()
    return {
        "conversation_id": conversation_id,
        "shop_id": where.shop,
        "channel": where.channel,
        "language": where.language,
        "team_id": where.team,
        "person_id": talk.agent,
        "served_at": None if talk.resolved or talk.agent is None else talk.said_at,
        "talk": write(talk),
    }


def _store(tx: Tx, table: sa.Table, rows: list[Values]) -> None:
    if not tx.on_postgresql:
        tx.execute(_upsert(table), rows)
        return
    # One statement, not one a row: until this transaction ends nobody sees a later one's events.
    written = [
        {
            name: to_microseconds(value) if isinstance(value, datetime) else value
            for name, value in row.items()
        }
        for row in rows
    ]
    tx.run(_upsert_all(table), rows=msgspec.json.encode(written).decode())


@cache
def _upsert_all(table: sa.Table) -> Prepared:
    """Return what stores many rows in one statement on PostgreSQL, given as a JSON array."""
    keys = [column.name for column in table.primary_key]
    names = ", ".join(column.name for column in table.columns)
    rest = ", ".join(
        f"{column.name} = excluded.{column.name}"
        for column in table.columns
        if column.name not in keys
    )
    return Prepared(
        sa.text(
            f"INSERT INTO {table.name} ({names}) SELECT {names}"
            f" FROM json_populate_recordset(CAST(null AS {table.name}), CAST(:rows AS json))"
            f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {rest}"
        )
    )


@cache
def _upsert(table: sa.Table) -> sa.Executable:
    insert = sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    rest: Mapping[str, object] = {
        column.name: insert.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=rest)
