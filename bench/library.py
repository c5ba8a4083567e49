"""Large databases to read from: a million conversations, ten million messages, four languages.

Filled below the operations, in bulk: what is measured is reading.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from madoguchi.desk.queries.search import search
from madoguchi.desk.tables import message_search
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.search import tsvector
from madoguchi.kernel.store import Store
from madoguchi.language.bigrams import index_terms
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import ShopDraft
from tests.postgres import Cluster

CONVERSATIONS = 1_000_000
MESSAGES_EACH = 10
SEARCHED = 1_000_000
START_MICROSECONDS = 1_790_000_000_000_000

_CORPORA = Path("tests/language/data")

_CUSTOMERS = """
INSERT INTO customer (id, version, shop_id, name, verified, tags, note, simulated,
  conversation_count, created_at)
SELECT n, 1, 1 + n % 3, 'Customer ' || n, false, '[]', '', false, 1, {start} FROM numbers
"""
# One in fifty is open, as at a busy desk; one in eight of those waits.
_CONVERSATIONS = """
INSERT INTO conversation (id, version, shop_id, customer_id, channel, state, assignee_id, priority,
  tag_ids, message_count, waiting_since, customer_delivered_seq, customer_read_seq, agent_read_seq,
  rank, simulated, created_at, updated_at)
SELECT n, 2, 1 + n % 3, n, 'webchat', CASE WHEN n % 50 = 0 THEN 'open' ELSE 'resolved' END,
  CASE WHEN n % 3 = 0 THEN NULL ELSE 1 + n % 20 END, 0, '[]', {each},
  CASE WHEN n % 400 = 0 THEN {start} + n * 1000000 ELSE NULL END, 10, 10, 10,
  CASE WHEN n % 400 = 0 THEN {start} + n * 1000000
       ELSE 4503599627370495 - ({start} + n * 1000000) END,
  false, {start} + n * 1000000, {start} + n * 1000000 FROM numbers
"""
_MESSAGES = """
INSERT INTO message (id, version, conversation_id, seq, at, author_kind, author_id, author_name,
  kind, body)
SELECT (n - 1) * {each} + s, 1, n, s, {start} + n * 1000000 + s, 'customer', n, 'Customer ' || n,
  'text', 'Where is my parcel ' || n || '?' FROM numbers CROSS JOIN seqs
"""


@contextmanager
def stores(database: str) -> Iterator[tuple[Store, Path, str]]:
    """Open an empty database of its own with three shops: (store, folder, address)."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        if database == "sqlite":
            url = f"sqlite:///{folder / 'madoguchi.db'}"
        else:
            cluster = stack.enter_context(Cluster(durable=True))
            url = cluster.create("bench")
        make_ready(url)
        store = Store(url)
        for name in ("A", "B", "C"):
            store.write_now(shops.make_shop, ShopDraft(name=name), by=THE_DESK)
        yield store, folder, url
        store.close()


def fill_conversations(store: Store) -> None:
    """Write the conversations and their messages."""
    fits = {"start": START_MICROSECONDS, "each": MESSAGES_EACH}
    with store.writing_engine.begin() as connection:
        if store.dialect == "sqlite":
            numbers = (
                "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
                f" WHERE n < {CONVERSATIONS}), seqs(s) AS (SELECT 1 UNION ALL SELECT s + 1"
                f" FROM seqs WHERE s < {MESSAGES_EACH})"
            )
        else:
            numbers = (
                f"WITH numbers(n) AS (SELECT generate_series(CAST(1 AS bigint), {CONVERSATIONS})),"
                f" seqs(s) AS (SELECT generate_series(1, {MESSAGES_EACH}))"
            )
        for statement in (_CUSTOMERS, _CONVERSATIONS, _MESSAGES):
            head, select = statement.format(**fits).split("\nSELECT", 1)
            text = (
                f"{head}\n{numbers} SELECT{select}"
                if store.dialect == "sqlite"
                else f"{numbers} {head} SELECT{select}"
            )
            connection.execute(sa.text(text))
    with store.writing_engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def sentences() -> list[str]:
    """Return pieces of real text in four languages, each of a message's length."""
    pieces: list[str] = []
    for file in sorted(_CORPORA.rglob("*_docs.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            text = json.loads(line)["text"]
            pieces += re.findall(r".{16,40}", text)
    english = [
        "could",
        "you",
        "tell",
        "me",
        "where",
        "the",
        "parcel",
        "with",
        "my",
        "order",
        "is",
        "now",
        "and",
        "when",
        "it",
        "will",
        "arrive",
    ]
    dice = random.Random(20261121)
    pieces += [
        " ".join(dice.choices(english, k=8)) + f" {dice.randrange(10**6)}" for _ in range(20000)
    ]
    return pieces


def fill_search(store: Store, url: str) -> list[str]:
    """Write a million searchable messages; returns the distinct pieces they are made of."""
    dice = random.Random(20261121)
    pieces = sentences()
    terms = [index_terms(piece) for piece in pieces]
    picks = [dice.randrange(len(pieces)) for _ in range(SEARCHED)]
    with store.writing_engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO customer (id, version, shop_id, name, verified, tags, note, simulated,"
                " conversation_count, created_at) VALUES (1, 1, 1, 'C', false, '[]', '', false, 1,"
                f" {START_MICROSECONDS})"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO conversation (id, version, shop_id, customer_id, channel, state,"
                " priority, tag_ids, message_count, customer_delivered_seq, customer_read_seq,"
                " agent_read_seq, rank, simulated, created_at, updated_at) VALUES (1, 1, 1, 1,"
                f" 'webchat', 'open', 0, '[]', {SEARCHED}, 0, 0, 0, 1, false,"
                f" {START_MICROSECONDS}, {START_MICROSECONDS})"
            )
        )
    (_search_sqlite if store.dialect == "sqlite" else _search_postgresql)(url, pieces, terms, picks)
    return sorted({pieces[pick] for pick in picks})


def _search_sqlite(url: str, pieces: list[str], terms: list[str], picks: list[int]) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.executemany(
            "INSERT INTO message (id, version, conversation_id, seq, at, author_kind, author_name,"
            f" kind, body) VALUES (?, 1, 1, ?, {START_MICROSECONDS}, 'customer', 'C', 'text', ?)",
            ((number, number, pieces[pick]) for number, pick in enumerate(picks, 1)),
        )
        connection.executemany(
            "INSERT INTO message_search (rowid, terms) VALUES (?, ?)",
            ((number, terms[pick]) for number, pick in enumerate(picks, 1)),
        )
    connection.close()


def _search_postgresql(url: str, pieces: list[str], terms: list[str], picks: list[int]) -> None:
    vectors = [tsvector(one) for one in terms]
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("DROP INDEX ix_message_search_terms")
        with cursor.copy(
            "COPY message (id, version, conversation_id, seq, at, author_kind, author_name, kind,"
            " body) FROM STDIN"
        ) as copy:
            for number, pick in enumerate(picks, 1):
                copy.write_row(
                    (
                        number,
                        1,
                        1,
                        number,
                        START_MICROSECONDS,
                        "customer",
                        "C",
                        "text",
                        pieces[pick],
                    )
                )
        with cursor.copy("COPY message_search (id, terms) FROM STDIN") as copy:
            for number, pick in enumerate(picks, 1):
                copy.write_row((number, vectors[pick]))
        cursor.execute(message_search.statements["postgresql"][1])
        cursor.execute("ANALYZE")


def finder(store: Store) -> Callable[[str], int]:
    """Return a function that searches for the newest 20 and says how many were found."""

    def find(query: str) -> int:
        return len(store.read_now(search, query, by=THE_DESK, limit=20).items)

    return find
