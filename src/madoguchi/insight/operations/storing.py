"""What is kept as rows of tables, and storing many of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from madoguchi.insight.figures.cuts import Row, place_of
from madoguchi.insight.figures.definitions import mark_of
from madoguchi.insight.figures.events import Where
from madoguchi.insight.figures.facts import Fact, Inquiry
from madoguchi.insight.figures.fold import Talk
from madoguchi.insight.figures.stored import write
from madoguchi.kernel.politely import politely
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.time import to_microseconds
from madoguchi.kernel.transaction import Tx

Values = dict[str, object]


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
        "country": row.where.country,
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
        "country": where.country,
        "person_id": fact.agent,
        "mark": mark_of(fact),
        "customer_id": fact.customer if isinstance(fact, Inquiry) else None,
        "fact": write(fact),
    }


def talk_row(conversation_id: int, talk: Talk) -> Values:
    """Return what is remembered of a conversation as it is stored."""
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


def as_json(rows: list[Values]) -> str:
    """Write rows as PostgreSQL reads them, before the transaction that stores them begins."""
    written = [
        {
            name: to_microseconds(value) if isinstance(value, datetime) else value
            for name, value in row.items()
        }
        for row in politely(rows)
    ]
    return msgspec.json.encode(written).decode()


def store_rows(tx: Tx, table: sa.Table, rows: list[Values], written: str = "") -> None:
    """Store rows of a table, each in place of the one with its key; `written` from `as_json`."""
    if tx.on_postgresql:
        # One statement, not one a row, and in one trip with the commit: until this transaction ends
        # nobody sees a later one's events.
        tx.later(_upsert_all(table), rows=written or as_json(rows))
    else:
        tx.execute(_upsert(table), rows)


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
