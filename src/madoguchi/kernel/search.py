"""Full-text indexes over terms that the caller computed: FTS5 on SQLite, tsvector on PostgreSQL.

A document is its id and its terms in order, parted by spaces; what a term is, `language` decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.columns import packed, unnested
from madoguchi.kernel.prepared import Prepared, insert_rows
from madoguchi.kernel.schema import metadata

_LAST_POSITION = 16_383  # PostgreSQL keeps no position past it
_AT_ONCE = 2000
_COLUMNS = (("id", "bigint"), ("terms", "text"))

BLOCK = 8192
"""Documents of so many successive ids bear one number in PostgreSQL's index, so that a search can
begin with the newest: its index keeps no order.
"""

MERGE_PAGES = 64
"""Of the index in one step of a merge: some 40 ms of the writer's time."""


class SearchIndex:
    """One full-text index; its name is a table's name. Ids are those of what it indexes.

    `documents` selects (id, text) of all that belongs in it and `terms` turns a text into terms:
    with them the index can be built anew, so no backup needs to hold it.

    FTS5's ascii tokenizer takes every character past ASCII for a letter and knows no version of
    Unicode that could change under an index; `prefix='1'` serves queries of one character.
    The table is contentless: the text is kept once, by whoever owns it.
    """

    def __init__(
        self,
        name: str,
        documents: sa.Select[int, str],
        terms: Callable[[str], str],
    ) -> None:
        self.name = name
        self._documents = documents
        self._terms = terms
        self._insert = Prepared(
            sa.text(
                f"INSERT INTO {name} (id, terms) SELECT id, terms::tsvector"
                f" FROM {unnested(_COLUMNS)}"
            )
        )
        self.statements = {
            "sqlite": (
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5("
                "terms, content='', columnsize=0, tokenize='ascii', prefix='1')",
            ),
            "postgresql": (
                f"CREATE TABLE IF NOT EXISTS {name}"
                " (id bigint PRIMARY KEY, terms tsvector NOT NULL)",
                f"CREATE INDEX IF NOT EXISTS ix_{name}_terms ON {name}"
                f" USING gin (terms, (ARRAY[id / {BLOCK}]))",
            ),
        }
        for dialect, statements in self.statements.items():
            for statement in statements:
                # DDL formats its text with %, of which ours has none.
                ddl = sa.DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
                sa.event.listen(metadata, "after_create", ddl)
        indexes[name] = self

    def insert(
        self, connection: sa.Connection, rows: Sequence[tuple[int, str]], *, later: bool = False
    ) -> None:
        """Add documents: (id, terms); `later` as in `Prepared.later`."""
        if connection.dialect.name == "sqlite":
            insert_rows(connection, self.name, ("rowid", "terms"), rows)
        else:
            # One statement for the whole batch: each row by itself would cost the driver more
            # than the server.
            written = [(document_id, tsvector(terms)) for document_id, terms in rows]
            values = packed(_COLUMNS, written)
            (self._insert.later if later else self._insert.run)(connection, values)

    def remove(self, connection: sa.Connection, document_id: int, terms: str) -> None:
        """Take a document out; a contentless FTS5 table must be told the terms it was given."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"INSERT INTO {self.name} ({self.name}, rowid, terms) VALUES ('delete', ?, ?)",
                (document_id, terms),
            )
        else:
            connection.exec_driver_sql(f"DELETE FROM {self.name} WHERE id = %s", (document_id,))

    def merge(self, connection: sa.Connection, *, first: bool) -> bool:
        """Take a step of some milliseconds towards forgetting what was removed.

        FTS5 only marks it, until the parts of the index are merged into one; the first step says
        that all of them shall be. Returns whether there is more to do. PostgreSQL's own vacuum
        does the like.
        """
        if connection.dialect.name != "sqlite":
            return False
        driver: Any = connection.connection.dbapi_connection
        before = driver.total_changes
        connection.exec_driver_sql(
            f"INSERT INTO {self.name} ({self.name}, rank) VALUES ('merge', ?)",
            (-MERGE_PAGES if first else MERGE_PAGES,),
        )
        # Fewer than two changes mean that nothing was left (sqlite.org/fts5.html, 6.8).
        return bool(driver.total_changes - before >= 2)

    def build(self, connection: sa.Connection) -> int:
        """Fill the index, which must be empty, from its documents; returns how many there are."""
        count = 0
        rows = connection.execute(self._documents, execution_options={"yield_per": _AT_ONCE})
        for part in rows.partitions():
            self.insert(connection, [(id_, self._terms(text)) for id_, text in part])
            count += len(part)
        return count


indexes: dict[str, SearchIndex] = {}
"""Every index that the program's tables have, by name."""


def tsvector(terms: str) -> str:
    """Write terms as text to be cast to `tsvector`, with positions.

    `to_tsvector('simple', …)` would drop emoji and cut words by the server's locale.
    """
    return " ".join(
        f"'{term}':{position}"
        for position, term in enumerate(terms.split()[:_LAST_POSITION], start=1)
    )


def append(connection: sa.Connection, entries: Sequence[tuple[SearchIndex, int, str]]) -> None:
    """Add what a batch of operations indexed, one statement an index."""
    by_index: dict[SearchIndex, list[tuple[int, str]]] = defaultdict(list)
    for index, document_id, terms in entries:
        by_index[index].append((document_id, terms))
    for index, rows in by_index.items():
        index.insert(connection, rows, later=True)
