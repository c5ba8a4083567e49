"""What operations and queries are given: `View` to read, `Tx` to read, change, record and deliver.

Only `store` makes them and only `store` commits; an operation never does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from madoguchi.kernel import feed, outbox, search
from madoguchi.kernel.feed import NewEvent, StoredChange
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.prepared import Prepared, Row
from madoguchi.kernel.search import SearchIndex

Parameters = Mapping[str, object] | Sequence[Mapping[str, object]]


class View:
    """One consistent look at the database; `keyring` opens what is sealed in it, where known."""

    __slots__ = ("connection", "keyring", "now")

    def __init__(
        self, connection: sa.Connection, now: datetime, keyring: Keyring | None = None
    ) -> None:
        self.connection = connection
        self.now = now
        self.keyring = keyring

    @property
    def on_postgresql(self) -> bool:
        """Whether this is the scaled database, where a row is locked before its change."""
        return self.connection.dialect.name == "postgresql"

    def execute(
        self, statement: sa.Executable, parameters: Parameters | None = None
    ) -> sa.CursorResult[Any]:
        """Run a statement."""
        return self.connection.execute(statement, parameters)

    def run(self, prepared: Prepared, **values: object) -> list[Row]:
        """Run a prepared statement and return its rows."""
        return prepared.run(self.connection, values)


class Ahead(NamedTuple):
    """What a statement of an operation has found already, when its batch began."""

    prepared: Prepared
    values: Mapping[str, object]
    rows: list[Row]


class Tx(View):
    """One operation's transaction: its changes, events and deliveries are stored together or not
    at all. What it records is written by the batch just before the commit.
    """

    __slots__ = ("_ahead", "deliveries", "events", "indexed", "scrubs", "wrote")

    def __init__(
        self,
        connection: sa.Connection,
        now: datetime,
        keyring: Keyring | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        super().__init__(connection, now, keyring)
        self.wrote = False
        self._ahead = ahead
        self.events: list[feed.Row] = []
        self.deliveries: list[outbox.Row] = []
        self.indexed: list[tuple[SearchIndex, int, str]] = []
        self.scrubs: list[tuple[int, Callable[[StoredChange], bool]]] = []

    def execute(
        self, statement: sa.Executable, parameters: Parameters | None = None
    ) -> sa.CursorResult[Any]:
        """Run a statement; anything but a SELECT counts as a change."""
        if not isinstance(statement, sa.Select):
            self.wrote = True
        return self.connection.execute(statement, parameters)

    def run(self, prepared: Prepared, **values: object) -> list[Row]:
        """Run a prepared statement and return its rows; anything but a SELECT is a change."""
        if not prepared.is_select:
            self.wrote = True
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.prepared is prepared and ahead.values == values:
            return ahead.rows
        return prepared.run(self.connection, values)

    def later(self, prepared: Prepared, **values: object) -> None:
        """Run a prepared change that answers nothing before whatever comes next, or the commit."""
        self.wrote = True
        prepared.later(self.connection, values)

    def record(self, event: NewEvent) -> None:
        """Put an event at the end of the feed."""
        self.events.append(feed.to_row(event, self.now))

    def deliver(self, delivery: NewDelivery) -> None:
        """Queue something for the outside; the worker sends it after the commit."""
        self.deliveries.append(outbox.to_row(delivery, self.now))

    def index(self, index: SearchIndex, document_id: int, terms: str) -> None:
        """Make a document findable by its terms (space-separated)."""
        self.indexed.append((index, document_id, terms))

    def scrub(self, conversation_id: int, clean: Callable[[StoredChange], bool]) -> None:
        """Take something out of every event of a conversation so far: see `feed.scrub`."""
        self.scrubs.append((conversation_id, clean))


def flush(connection: sa.Connection, transactions: Sequence[Tx]) -> None:
    """Write what a batch of operations recorded: one statement a table, however many operations."""
    feed.append(connection, [row for tx in transactions for row in tx.events])
    # Now that the batch's own events are there: an earlier operation's may hold it too.
    for conversation_id, clean in [scrub for tx in transactions for scrub in tx.scrubs]:
        feed.scrub(connection, conversation_id, clean)
    outbox.append(connection, [row for tx in transactions for row in tx.deliveries])
    search.append(connection, [entry for tx in transactions for entry in tx.indexed])
