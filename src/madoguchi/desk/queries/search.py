"""Search over everything said, newest first."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from madoguchi.desk.contracts import Conversation, Message
from madoguchi.desk.queries.rows import to_conversation, to_message
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.search import BLOCK
from madoguchi.kernel.transaction import View
from madoguchi.language.bigrams import Phrase, fts5_match, query_terms, tsquery
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 100
QUERY_LIMIT = 200
NEWEST_ROWS = 4096

# The ids come out of the full-text index newest first, and reading stops when the page is full.
_FTS5 = (
    "SELECT m.id FROM message_search s JOIN message m ON m.id = s.rowid"
    " JOIN conversation c ON c.id = m.conversation_id"
    " WHERE s.message_search MATCH :match AND s.rowid < :before {shops}"
    " ORDER BY s.rowid DESC LIMIT :limit"
)
# PostgreSQL's index knows no order: every match would have to be gathered before the newest can be
# told, 120 ms for a word in a tenth of a million messages. So they are looked for from the newest
# backwards, in stretches; `_search_postgresql` says which. MATERIALIZED, because the planner would
# walk all messages backwards instead, 400 times slower for a rare word.
_STRETCHES = {
    "newest": "WITH newest AS MATERIALIZED (SELECT id, terms FROM message_search"
    " WHERE id < :before ORDER BY id DESC LIMIT :rows), hit AS MATERIALIZED (SELECT id FROM newest"
    " WHERE terms @@ CAST(:match AS tsquery))",
    "blocks": "WITH likely AS MATERIALIZED (SELECT id, terms FROM message_search"
    " WHERE terms @@ CAST(:exact AS tsquery) AND id < :before"
    f" AND ARRAY[id / {BLOCK}] && CAST(:blocks AS bigint[])), hit AS MATERIALIZED"
    " (SELECT id FROM likely WHERE terms @@ CAST(:match AS tsquery))",
    "likely": "WITH likely AS MATERIALIZED (SELECT id, terms FROM message_search"
    " WHERE terms @@ CAST(:exact AS tsquery) AND id < :before), hit AS MATERIALIZED"
    " (SELECT id FROM likely WHERE terms @@ CAST(:match AS tsquery))",
    "all": "WITH hit AS MATERIALIZED (SELECT id FROM message_search"
    " WHERE terms @@ CAST(:match AS tsquery) AND id < :before)",
}
# A message's shop is not joined but looked up, so that reading stops when the page is full.
_PAGE = (
    ", ordered AS MATERIALIZED (SELECT id FROM hit ORDER BY id DESC) SELECT id FROM ordered"
    " WHERE CAST(:shops AS bigint[]) IS NULL OR (SELECT c.shop_id FROM message m JOIN conversation"
    " c ON c.id = m.conversation_id WHERE m.id = ordered.id) = ANY (CAST(:shops AS bigint[]))"
    " LIMIT :limit"
)
_ON_POSTGRESQL = {name: Prepared(sa.text(head + _PAGE)) for name, head in _STRETCHES.items()}
_NEWEST_ID = Prepared(
    sa.text("SELECT id FROM message_search WHERE id < :before ORDER BY id DESC LIMIT 1")
)


class Found(msgspec.Struct, frozen=True):
    """One message that matches, with its conversation."""

    message: Message
    conversation: Conversation


class FoundPage(msgspec.Struct, frozen=True):
    """Matches, newest first; `next_cursor` None at the end."""

    items: list[Found]
    next_cursor: str | None


def search(
    view: View,
    query: str,
    *,
    by: Actor,
    shop_id: int | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> FoundPage:
    """Find messages that hold every phrase of the query, in shops within the actor's sight."""
    if len(query) > QUERY_LIMIT:
        raise Invalid("search.too_long", field="q", limit=QUERY_LIMIT)
    phrases = query_terms(query)
    if not phrases:
        return FoundPage([], None)
    limit = max(1, min(limit, LARGEST_PAGE))
    ids = _matches(view, phrases, by, shop_id, limit + 1, _read_cursor(cursor))
    page = ids[:limit]
    if not page:
        return FoundPage([], None)
    rows = view.execute(
        sa.select(message_table)
        .where(message_table.c.id.in_(page))
        .order_by(message_table.c.id.desc())
    )
    messages = [to_message(row) for row in rows]
    conversations = {
        found.id: found
        for found in map(
            to_conversation,
            view.execute(
                sa.select(conversation_table).where(
                    conversation_table.c.id.in_({m.conversation_id for m in messages})
                )
            ),
        )
    }
    return FoundPage(
        [Found(message, conversations[message.conversation_id]) for message in messages],
        str(page[-1]) if len(ids) > limit else None,
    )


def _matches(
    view: View,
    phrases: tuple[Phrase, ...],
    by: Actor,
    shop_id: int | None,
    limit: int,
    before: int,
) -> list[int]:
    shops: list[int] | None = None
    if shop_id is not None:
        shops = [shop_id] if by.sees(shop_id) else []
    elif not by.all_shops:
        shops = sorted(by.shop_ids)
    if view.on_postgresql:
        return _search_postgresql(view, phrases, shops, limit, before)
    asked: dict[str, object] = {"match": fts5_match(phrases), "before": before, "limit": limit}
    text = sa.text(_FTS5.format(shops="" if shops is None else "AND c.shop_id IN :shops"))
    if shops is not None:
        text = text.bindparams(sa.bindparam("shops", shops, expanding=True))
    return list(view.execute(text, asked).scalars())


def _search_postgresql(
    view: View, phrases: tuple[Phrase, ...], shops: list[int] | None, limit: int, before: int
) -> list[int]:
    """Look in ever longer stretches, so that the frequent is found early and the rare cheaply.

    What may go on (a single character, a Latin word) makes the index gather every term that begins
    so, in whatever block. So it is asked for the exact terms alone where there are some; where
    there are none, the newest messages are read through first, 4,096 in 1 ms.
    """
    asked: dict[str, object] = {"match": tsquery(phrases), "before": before, "limit": limit}
    asked["shops"] = None if shops is None else _array(shops)
    found: list[int] = []

    def look(stretch: str, **extent: object) -> bool:
        found[:] = (row[0] for row in view.run(_ON_POSTGRESQL[stretch], **asked, **extent))
        return len(found) >= limit

    exact = tuple(filter(None, map(_without_prefix, phrases)))
    if exact:
        newest = view.run(_NEWEST_ID, before=before)
        top = newest[0][0] // BLOCK if newest else 0
        among = {"exact": tsquery(exact)}
        enough = any(
            look("blocks", **among, blocks=_array(range(top, top - blocks, -1)))
            for blocks in (2, 16)
        )
        if not enough and exact == phrases:
            look("all")
        elif not enough:
            look("likely", **among)
    else:
        # Where the newest hold some, a few times as many may hold a page.
        enough = look("newest", rows=NEWEST_ROWS) or (
            len(found) * 8 >= limit and look("newest", rows=4 * NEWEST_ROWS)
        )
        if not enough:
            look("all")
    return found


def _array(numbers: Iterable[int]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"


def _without_prefix(phrase: Phrase) -> Phrase | None:
    if not phrase.prefix:
        return phrase
    return Phrase(phrase.terms[:-1], prefix=False) if len(phrase.terms) > 1 else None


def _read_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 2**62
    place = read_number(cursor)
    if place is None:
        raise Invalid("list.bad_cursor", field="cursor")
    return place
