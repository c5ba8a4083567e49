"""The feed: every change as an event, in one order, without gaps, readable from any position.

On PostgreSQL a plain sequence as cursor skips the slower transaction's row, so the order is
(transaction id, event id) and the reader stays behind the oldest transaction still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.errors import Invalid
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
    sqlite_autoincrement=True,
)

DoerKind = Literal["person", "customer", "token", "system"]


class Doer(msgspec.Struct, frozen=True):
    """Who did it, as far as the feed needs to know."""

    kind: DoerKind
    id: int | None = None


SYSTEM = Doer("system")


class Change(msgspec.Struct, frozen=True):
    """One entity as it stands after the event; `value` None means it is gone."""

    type: str
    id: int
    version: int
    value: msgspec.Struct | None


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
        ):
            raise Invalid("feed.bad_position", field="position")
        return cls(int(first), int(second))


START = Position(0, 0)

_encode = msgspec.json.Encoder().encode

_READ = {
    "sqlite": sa.text(
        "SELECT transaction_id, id, kind, at, by_kind, by_id, person_id, shop_id, conversation_id,"
        " customer_id, changes, chat_changes FROM event WHERE id > :id ORDER BY id LIMIT :limit"
    ),
    "postgresql": sa.text(
        "SELECT transaction_id, id, kind, at, by_kind, by_id, person_id, shop_id, conversation_id,"
        " customer_id, changes, chat_changes FROM event"
        " WHERE (transaction_id, id) > (:transaction_id, :id) AND transaction_id <"
        " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        " ORDER BY transaction_id, id LIMIT :limit"
    ),
}
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
_INSERT = {
    "sqlite": "INSERT INTO event (transaction_id, kind, at, by_kind, by_id, person_id, shop_id,"
    " conversation_id, customer_id, changes, chat_changes) VALUES"
    " (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "postgresql": "INSERT INTO event (transaction_id, kind, at, by_kind, by_id, person_id,"
    " shop_id, conversation_id, customer_id, changes, chat_changes) VALUES"
    " (pg_current_xact_id()::text::bigint, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
}

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
    if rows:
        connection.exec_driver_sql(_INSERT[connection.dialect.name], rows)


def read(connection: sa.Connection, after: Position, limit: int) -> list[Event]:
    """Return at most `limit` events after a position, in the feed's order."""
    parameters: dict[str, int] = {"id": after.id, "limit": limit}
    if connection.dialect.name == "postgresql":
        parameters["transaction_id"] = after.transaction_id
    return [Event(*row) for row in connection.execute(_READ[connection.dialect.name], parameters)]


def last_position(connection: sa.Connection) -> Position:
    """Return the position after which a reader of this transaction's state must go on reading."""
    row = connection.execute(_LAST[connection.dialect.name]).first()
    return START if row is None else Position(row[0], row[1])
