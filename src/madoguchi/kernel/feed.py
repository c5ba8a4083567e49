"""The feed: every change as an event, in one order, without gaps, readable from any position.

On PostgreSQL a plain sequence as cursor skips the slower transaction's row, so the order is
(transaction id, event id) and the reader stays behind the oldest transaction still open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.columns import packed, unnested
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.prepared import Prepared, insert_rows
from madoguchi.kernel.schema import Id, Moment, metadata
from madoguchi.kernel.time import to_microseconds

event_table = sa.Table(
    "event",
    metadata,
    sa.Column("id", Id, sa.Identity(), primary_key=True, autoincrement=True),
    # The writing transaction on PostgreSQL; always 0 on SQLite, where one writer commits in order.
    sa.Column("transaction_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by_kind", sa.Text, nullable=False),
    sa.Column("by_id", sa.BigInteger),
    # Who may see it: this person alone; else who may see this shop; else all staff.
    sa.Column("person_id", sa.BigInteger),
    sa.Column("shop_id", sa.BigInteger),
    sa.Column("conversation_id", sa.BigInteger),
    # Set only with `chat_changes`: the customer who may see that part.
    sa.Column("customer_id", sa.BigInteger),
    sa.Column("changes", sa.Text, nullable=False),
    sa.Column("chat_changes", sa.Text),
    sa.Index("ix_event_position", "transaction_id", "id"),
    sa.Index("ix_event_by", "by_kind", "by_id", "id"),
    # What staff and programs did, by kind: the audit log asks for rare kinds among millions.
    sa.Index(
        "ix_event_deed",
        "kind",
        "id",
        sqlite_where=sa.text("by_kind IN ('person', 'token')"),
        postgresql_where=sa.text("by_kind IN ('person', 'token')"),
    ),
    # For `scrub` alone: what a conversation's events hold can be taken out of them.
    sa.Index("ix_event_conversation", "conversation_id", "id"),
    sqlite_autoincrement=True,
)

DoerKind = Literal["person", "customer", "token", "system", "partner"]


class Doer(msgspec.Struct, frozen=True):
    """Who did it, as far as the feed needs to know."""

    kind: DoerKind
    id: int | None = None


SYSTEM = Doer("system")

LONGEST_TRANSACTION = timedelta(minutes=5)
"""An event bears the time of its transaction's beginning, its id that of its writing."""

RESTORED = "database_restored"
"""The event with which a restored database begins another life: what was known before is void."""


class Change(msgspec.Struct, frozen=True):
    """One entity as it stands after the event; `value` None means it is gone."""

    type: str
    id: int
    version: int
    value: msgspec.Struct | None


class StoredChange(msgspec.Struct):
    """A change as it lies in the feed: `value` as it was written, by the names of its fields."""

    type: str
    id: int
    version: int
    value: dict[str, Any] | None


class NewEvent(msgspec.Struct, frozen=True):
    """What an operation records; the feed gives it its id and time."""

    kind: str
    by: Doer
    changes: Sequence[Change]
    shop_id: int | None = None
    conversation_id: int | None = None
    person_id: int | None = None
    customer_id: int | None = None
    chat_changes: Sequence[Change] = ()


class Event(NamedTuple):
    """One row of the feed; `changes` and `chat_changes` are JSON arrays, ready to be spliced."""

    transaction_id: int
    id: int
    kind: str
    at: int
    by_kind: str
    by_id: int | None
    person_id: int | None
    shop_id: int | None
    conversation_id: int | None
    customer_id: int | None
    changes: str
    chat_changes: str | None

    @property
    def position(self) -> Position:
        """The position just after this event."""
        return Position(self.transaction_id, self.id)


class Position(NamedTuple):
    """A place in the feed: everything up to and including it has been read."""

    transaction_id: int
    id: int

    def __str__(self) -> str:
        return f"{self.transaction_id}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Position:
        """Read what `str` wrote; refuses anything else."""
        first, dot, second = text.partition(".")
        if not (
            dot
            and first.isascii()
            and first.isdigit()
            and second.isascii()
            and second.isdigit()
            and len(text) <= 40
            and max(int(first), int(second)) < 2**63
        ):
            raise Invalid("feed.bad_position", field="position")
        return cls(int(first), int(second))


START = Position(0, 0)

SCRUB_PAGE = 500

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[StoredChange]).decode

_READ = Prepared(
    sa.text(
        "SELECT transaction_id, id, kind, at, by_kind, by_id, person_id, shop_id, conversation_id,"
        " customer_id, changes, chat_changes FROM event WHERE id > :id ORDER BY id LIMIT :limit"
    ),
    postgresql=sa.text(
        "SELECT transaction_id, id, kind, at, by_kind, by_id, person_id, shop_id, conversation_id,"
        " customer_id, changes, chat_changes FROM event"
        " WHERE (transaction_id, id) > (:transaction_id, :id) AND transaction_id <"
        " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        " ORDER BY transaction_id, id LIMIT :limit"
    ),
)
_LAST = {
    "sqlite": sa.text("SELECT transaction_id, id FROM event ORDER BY id DESC LIMIT 1"),
    # A state read after this position must not miss what was open when the position was taken, so
    # the position is the oldest open transaction's door, not the newest event seen.
    "postgresql": sa.text(
        "SELECT transaction_id, id FROM event WHERE transaction_id <"
        " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        " ORDER BY transaction_id DESC, id DESC LIMIT 1"
    ),
}
# One statement for the whole batch, in the order given: each row by itself would cost the driver
# more than the server.
_COLUMNS = (
    ("kind", "text"),
    ("at", "bigint"),
    ("by_kind", "text"),
    ("by_id", "bigint"),
    ("person_id", "bigint"),
    ("shop_id", "bigint"),
    ("conversation_id", "bigint"),
    ("customer_id", "bigint"),
    ("changes", "text"),
    ("chat_changes", "text"),
)
_NAMES = tuple(name for name, _ in _COLUMNS)
_INSERT_POSTGRESQL = Prepared(
    sa.text(
        f"INSERT INTO event (transaction_id, {', '.join(_NAMES)})"
        f" SELECT pg_current_xact_id()::text::bigint, {', '.join(_NAMES)}"
        f" FROM {unnested(_COLUMNS)}"
        " ORDER BY place"
    )
)

Row = tuple[
    str, int, str, int | None, int | None, int | None, int | None, int | None, str, str | None
]


def to_row(event: NewEvent, at: datetime) -> Row:
    """Encode an event for `append`."""
    return (
        event.kind,
        to_microseconds(at),
        event.by.kind,
        event.by.id,
        event.person_id,
        event.shop_id,
        event.conversation_id,
        event.customer_id,
        _encode(event.changes).decode(),
        _encode(event.chat_changes).decode() if event.chat_changes else None,
    )


def append(connection: sa.Connection, rows: list[Row]) -> None:
    """Write rows at the end of the feed, inside the transaction that made them."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _INSERT_POSTGRESQL.later(connection, packed(_COLUMNS, rows))
    else:
        insert_rows(connection, "event", ("transaction_id", *_NAMES), [(0, *row) for row in rows])


def read(connection: sa.Connection, after: Position, limit: int) -> list[Event]:
    """Return at most `limit` events after a position, in the feed's order.

    One prepared statement, so a glance will do for it: see `Store.glance_now`.
    """
    values = {"transaction_id": after.transaction_id, "id": after.id, "limit": limit}
    return [Event(*row) for row in _READ.run(connection, values)]


def holds(connection: sa.Connection, position: Position) -> bool:
    """Say whether an event stands at a position, as at every one that was ever handed out."""
    if position == START:
        return True
    columns = event_table.c
    found = sa.select(columns.id).where(
        columns.id == position.id, columns.transaction_id == position.transaction_id
    )
    return connection.execute(found).first() is not None


def by_id(connection: sa.Connection, event_id: int) -> Event | None:
    """Return one event as it stands now."""
    columns = [event_table.c[name] for name in Event._fields]
    row = connection.execute(sa.select(*columns).where(event_table.c.id == event_id)).first()
    return None if row is None else Event(*row)._replace(at=to_microseconds(row.at))


def ids_between(
    connection: sa.Connection, begin: datetime | None, end: datetime | None
) -> tuple[int, int | None]:
    """Return ids between which every event of a stretch of time stands: from, and before (or None).

    Found by halving, for times ascend with ids but for the moments that a transaction may take;
    those who want the exact stretch compare the times within.
    """
    lowest = 0 if begin is None else _first_since(connection, begin - LONGEST_TRANSACTION)
    highest = None if end is None else _first_since(connection, end + LONGEST_TRANSACTION)
    return lowest, highest


def _first_since(connection: sa.Connection, moment: datetime) -> int:
    """Return the id of the first event at or after a moment, or one past the last."""
    columns = event_table.c
    low, high = 0, 1 + (connection.execute(sa.select(sa.func.max(columns.id))).scalar() or 0)
    while low < high:
        middle = (low + high) // 2
        row = connection.execute(
            sa.select(columns.id, columns.at)
            .where(columns.id >= middle)
            .order_by(columns.id)
            .limit(1)
        ).first()
        if row is None or row.at >= moment:
            high = middle
        else:
            low = row.id + 1
    return low


def last_position(connection: sa.Connection) -> Position:
    """Return the position after which a reader of this transaction's state must go on reading."""
    row = connection.execute(_LAST[connection.dialect.name]).first()
    return START if row is None else Position(row[0], row[1])


def scrub(
    connection: sa.Connection, conversation_id: int, clean: Callable[[StoredChange], bool]
) -> int:
    """Take something out of the events a conversation has had; returns how many it was in.

    `clean` is given each change, staff's and the customer's, and returns whether it has altered
    it. Nothing else about an event changes, so whoever replays it still upserts by version.
    """
    events = event_table.c
    after, altered = 0, 0
    while True:
        rows = connection.execute(
            sa.select(events.id, events.changes, events.chat_changes)
            .where(events.conversation_id == conversation_id, events.id > after)
            .order_by(events.id)
            .limit(SCRUB_PAGE)
        ).all()
        for row in rows:
            changes = _cleaned(row.changes, clean)
            chat_changes = _cleaned(row.chat_changes, clean)
            if changes is None and chat_changes is None:
                continue
            altered += 1
            connection.execute(
                event_table.update()
                .where(events.id == row.id)
                .values(
                    changes=changes or row.changes, chat_changes=chat_changes or row.chat_changes
                )
            )
        if len(rows) < SCRUB_PAGE:
            return altered
        after = rows[-1].id


def scrub_loose(
    connection: sa.Connection,
    after: int,
    concerns: Callable[[str], bool],
    clean: Callable[[StoredChange], bool],
) -> int | None:
    """As `scrub`, for a page of the events that belong to no conversation, after an id.

    `concerns` is given an event's changes as they lie there, so that not all must be read. Returns
    the id to go on after, None at the end.
    """
    events = event_table.c
    rows = connection.execute(
        sa.select(events.id, events.changes)
        .where(events.conversation_id.is_(None), events.id > after)
        .order_by(events.id)
        .limit(SCRUB_PAGE)
    ).all()
    for row in rows:
        changes = _cleaned(row.changes, clean) if concerns(row.changes) else None
        if changes is not None:
            connection.execute(
                event_table.update().where(events.id == row.id).values(changes=changes)
            )
    return rows[-1].id if len(rows) == SCRUB_PAGE else None


def _cleaned(text: str | None, clean: Callable[[StoredChange], bool]) -> str | None:
    """Return changes with something taken out, None where there was nothing to take out."""
    if text is None:
        return None
    changes = _decode(text)
    # Each is to be cleaned, so not `any`, which stops at the first.
    if not sum([clean(change) for change in changes]):
        return None
    return _encode(changes).decode()
