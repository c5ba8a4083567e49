"""Tables as rows that fit either database, read in one consistent state and written back.

Search indexes are left out: they are built anew from what they index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.cursors import worker_cursor_table
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.migrate import VERSION_TABLE

AT_ONCE = 1000
_PLAIN = (sa.Integer, sa.Text, sa.Boolean, sa.Float)

Row = Sequence[Any]


class StoredTable(msgspec.Struct, frozen=True):
    """A table as it stands in a database; `truths` are the places of its boolean columns."""

    name: str
    columns: list[str]
    truths: list[int]


def tables(connection: sa.Connection) -> list[StoredTable]:
    """Return the tables that hold the installation's data, each after those it refers to."""
    inspector = sa.inspect(connection)
    derived = _derived(connection)
    return [
        _table(inspector, name)
        for name, _ in inspector.get_sorted_table_and_fkc_names()
        if name is not None and name not in derived and name != VERSION_TABLE
    ]


def _derived(connection: sa.Connection) -> set[str]:
    """Return the tables of search indexes: FTS5's own, and those with a `tsvector`."""
    if connection.dialect.name == "sqlite":
        statement = "SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')"
    else:
        statement = (
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type = 'tsvector'"
        )
    return set(connection.execute(sa.text(statement)).scalars())


def _table(inspector: sa.Inspector, name: str) -> StoredTable:
    found = inspector.get_columns(name)
    for column in found:
        if not isinstance(column["type"], _PLAIN):
            raise TypeError(f"backups know no columns like {name}.{column['name']}")
    truths = [place for place, each in enumerate(found) if isinstance(each["type"], sa.Boolean)]
    return StoredTable(name, [column["name"] for column in found], truths)


def read(connection: sa.Connection, table: StoredTable) -> Iterator[Sequence[Row]]:
    """Yield a table's rows, some at a time; truth values are true and false on both databases.

    The feed of a PostgreSQL server comes with ids given out anew in the feed's order, and without
    its transactions, which mean nothing to another server; places in it are moved likewise.
    """
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in table.columns)
    statement = f"SELECT {columns} FROM {quote(table.name)}"
    if _on_postgresql(connection) and table.name == event_table.name:
        yield from _feed(connection, table, statement)
    elif _on_postgresql(connection) and table.name == worker_cursor_table.name:
        yield _places(connection, table)
    else:
        for rows in _select(connection, statement):
            yield [_with_truths(row, table.truths) for row in rows] if table.truths else rows


def _feed(connection: sa.Connection, table: StoredTable, statement: str) -> Iterator[list[Row]]:
    id_at, transaction_at = (table.columns.index(name) for name in ("id", "transaction_id"))
    ids = (
        row[0] for rows in _select(connection, "SELECT id FROM event ORDER BY id") for row in rows
    )
    for rows in _select(connection, f"{statement} ORDER BY transaction_id, id"):
        moved: list[Row] = []
        for row in rows:
            values = list(row)
            values[id_at], values[transaction_at] = next(ids), 0
            moved.append(values)
        yield moved


def _places(connection: sa.Connection, table: StoredTable) -> list[Row]:
    """Return the readers' places as `_feed` numbers events: the n-th stays the n-th."""
    columns = event_table.c
    moved: list[Row] = []
    for row in connection.execute(sa.select(worker_cursor_table)).mappings().all():
        place = (row["transaction_id"], row["event_id"])
        passed = connection.execute(
            sa.select(sa.func.count())
            .select_from(event_table)
            .where(sa.tuple_(columns.transaction_id, columns.id) <= place)
        ).scalar_one()
        nth = sa.select(columns.id).order_by(columns.id).offset(max(passed - 1, 0)).limit(1)
        event_id = connection.execute(nth).scalar_one() if passed else 0
        values = {**row, "transaction_id": 0, "event_id": event_id}
        moved.append([values[name] for name in table.columns])
    return moved


def _with_truths(row: Row, truths: Sequence[int]) -> Row:
    values = list(row)
    for place in truths:
        if values[place] is not None:
            values[place] = bool(values[place])
    return values


def _select(connection: sa.Connection, statement: str) -> Iterator[Sequence[Row]]:
    driver: Any = connection.connection.dbapi_connection
    # A cursor of PostgreSQL's own, else the client would hold all rows at once.
    named = {"name": f"backup_{hash(statement)}"} if _on_postgresql(connection) else {}
    cursor = driver.cursor(**named)
    try:
        cursor.execute(statement)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows
    finally:
        cursor.close()


def write(
    connection: sa.Connection, name: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Fill an empty table."""
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(name)} ({', '.join(quote(column) for column in columns)})"
    driver: Any = connection.connection.dbapi_connection
    if _on_postgresql(connection):
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)


def empty(connection: sa.Connection) -> list[StoredTable]:
    """Empty every table and return them in the order in which they can be filled."""
    found = tables(connection)
    quote = connection.dialect.identifier_preparer.quote
    for table in reversed(found):
        connection.exec_driver_sql(f"DELETE FROM {quote(table.name)}")
    return found


def last_ids(connection: sa.Connection) -> dict[str, int]:
    """Return the last id of each table that never gives one out twice."""
    if _on_postgresql(connection):
        return {name: last or 0 for name, last in _sequences(connection)}
    rows = connection.execute(sa.text("SELECT name, seq FROM sqlite_sequence"))
    return {row[0]: row[1] for row in rows}


def set_last_ids(connection: sa.Connection, last_ids: Mapping[str, int]) -> None:
    """Let tables give out ids after these, and after those that they hold."""
    if _on_postgresql(connection):
        quote = connection.dialect.identifier_preparer.quote
        for name, _ in _sequences(connection):
            largest = f"SELECT greatest(coalesce(max(id), 0), :last) AS last FROM {quote(name)}"
            statement = (
                "SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest(last, 1), last > 0)"
                f" FROM ({largest}) AS ids"
            )
            values = {"name": quote(name), "last": last_ids.get(name, 0)}
            connection.execute(sa.text(statement), values)
        return
    counting = connection.execute(
        sa.text("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE % AUTOINCREMENT%'")
    )
    for name in counting.scalars().all():
        last = max(last_ids.get(name, 0), _sqlite_last(connection, name))
        connection.execute(
            sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name}
        )
        connection.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
            {"name": name, "last": last},
        )


def _sqlite_last(connection: sa.Connection, name: str) -> int:
    statement = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return connection.execute(statement, {"name": name}).scalar() or 0


def _sequences(connection: sa.Connection) -> list[tuple[str, int | None]]:
    """Return the tables with identity columns, and the last id that each has given out."""
    statement = (
        "SELECT c.relname, s.last_value FROM pg_sequences s"
        " JOIN pg_depend d ON d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass"
        " AND d.deptype = 'i' JOIN pg_class c ON c.oid = d.refobjid"
        " WHERE s.schemaname = current_schema()"
    )
    return [(row[0], row[1]) for row in connection.execute(sa.text(statement))]


def _on_postgresql(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"
