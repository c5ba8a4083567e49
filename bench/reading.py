"""How soon the inbox and the search answer, at a million conversations and a million messages."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from functools import partial

import httpx

from bench.figures import Figure, at_least, at_most, percentile
from bench.library import (
    CONVERSATIONS,
    MESSAGES_EACH,
    fill_conversations,
    fill_search,
    finder,
    stores,
)
from bench.server import serving
from madoguchi.desk.queries.conversations import InboxView, inbox
from madoguchi.people.contracts import THE_DESK, Actor

ROUNDS = 300
TWO_CHARACTERS = re.compile(
    r"(?=([\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]{2}))"
)


def _slow(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the p95 of a piece of work, in milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return percentile(times, 0.95)


def inbox_list(database: str) -> list[Figure]:
    """Measure one page of the inbox, as a query and over HTTP, for an owner and for an agent."""
    written = CONVERSATIONS * MESSAGES_EACH
    note = f"{CONVERSATIONS / 1e6:g} M conversations, {written / 1e6:g} M messages"
    some = Actor(kind="person", id=7, name="A", role="agent", shop_ids=frozenset({1, 2}))
    figures = []
    with stores(database) as (store, folder, url):
        fill_conversations(store)
        asked: tuple[tuple[InboxView, Actor], ...] = (
            ("open", THE_DESK),
            ("open", some),
            ("mine", some),
            ("resolved", some),
        )
        for view, by in asked:
            slow = _slow(partial(store.read_now, inbox, view, by=by, limit=50))
            who = "owner" if by is THE_DESK else "agent of 2 shops"
            name = f"inbox “{view}”, query p95, {database}, {who}"
            figures.append(at_most(name, slow, "ms", 2, note))
        address = "" if database == "sqlite" else url
        with serving(folder, address) as server:
            client = server.sign_in()
            path = "/api/v1/conversations?view=open&limit=50"

            def ask() -> httpx.Response:
                return client.get(path).raise_for_status()

            ask()
            figures.append(at_most(f"inbox, HTTP p95, {database}", _slow(ask), "ms", 15, note))
    return figures


def find(database: str) -> list[Figure]:
    """Measure search, and try every two-character word of a sample, and single characters."""
    dice = random.Random(7)
    with stores(database) as (store, _, url):
        pieces = fill_search(store, url)
        look = finder(store)
        east = [piece for piece in pieces if not piece.isascii()]
        sample = dice.sample(east, 400)
        words = sorted({word for piece in sample for word in TWO_CHARACTERS.findall(piece)})
        found = sum(look(word) > 0 for word in words)
        queries = _queries(dice, sample)
        look(queries[0])
        times = []
        for query in queries:
            begun = time.perf_counter()
            look(query)
            times.append((time.perf_counter() - begun) * 1000)
        singles = sorted({character for word in words for character in word})[:200]
        alone = sum(look(character) > 0 for character in singles)
    share = found / len(words) * 100
    note = "1 M messages, newest 20"
    return [
        at_most(f"search, query p95, {database}", percentile(times, 0.95), "ms", 5, note),
        at_least(f"two-character words found, {database}", share, "%", 100, f"{len(words)} words"),
        at_least(
            f"single characters found, {database}",
            alone / len(singles) * 100,
            "%",
            100,
            f"{len(singles)} characters",
        ),
    ]


def _queries(dice: random.Random, sample: Sequence[str]) -> list[str]:
    """Return queries as people type them: two to four characters, a word of English, two words."""
    queries = []
    for piece in sample:
        start = dice.randrange(len(piece) - 4)
        queries.append(piece[start : start + dice.randint(2, 4)])
    return [*queries, "parcel", "parcel order", "where arrive"] * 2
