"""The inbox and single conversations, for an actor."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, get_args

import msgspec
import sqlalchemy as sa

from madoguchi.desk.contracts import Channel, Conversation
from madoguchi.desk.queries.rows import to_conversation
from madoguchi.desk.tables import conversation_table, conversation_tag_table
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

InboxView = Literal["mine", "unassigned", "open", "team", "snoozed", "resolved", "all"]
COUNTED: tuple[InboxView, ...] = ("mine", "unassigned", "open", "team", "snoozed", "resolved")
COUNT_CAP = 1000
LARGEST_PAGE = 200

_C = conversation_table.c
_BY_ID = sa.select(conversation_table).where(_C.id == sa.bindparam("id"))


class InboxPage(msgspec.Struct, frozen=True):
    """A page of the inbox in the order of urgency; `next_cursor` None at the end."""

    items: list[Conversation]
    next_cursor: str | None


def find(view: View, conversation_id: int) -> Conversation | None:
    """Return a conversation, whoever asks: for the rooms above, never for a door."""
    row = view.execute(_BY_ID, {"id": conversation_id}).first()
    return None if row is None else to_conversation(row)


def conversation(view: View, conversation_id: int, *, by: Actor) -> Conversation:
    """Return one conversation; raises `NotFound` also for those out of the actor's sight."""
    found = find(view, conversation_id)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("conversation.not_found")
    return found


def inbox(
    view: View,
    name: InboxView,
    *,
    by: Actor,
    shop_id: int | None = None,
    tag_id: int | None = None,
    channel: Channel | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> InboxPage:
    """Return a page of one view of the inbox.

    Each page is read by keyset from an index that is in order already: where the actor sees some
    shops only, one keyset per shop, merged, so that the cost never grows with what they cannot see.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    start = _read_cursor(cursor)
    scopes = _scopes(name, by, shop_id)
    if channel is not None:
        scopes = [{**scope, "channel": channel} for scope in scopes]
    if not scopes:
        return InboxPage([], None)
    if len(scopes) == 1:
        statement = _in_order(sa.select(conversation_table), scopes[0], tag_id, start, limit + 1)
    else:
        # Merged by their places alone: whole rows would have to be named thrice in one statement.
        places = (
            _in_order(sa.select(_C.rank, _C.id), scope, tag_id, start, limit + 1)
            for scope in scopes
        )
        merged = sa.union_all(*(sa.select(page.subquery()) for page in places)).subquery()
        first = sa.select(merged.c.id).order_by(merged.c.rank, merged.c.id).limit(limit + 1)
        found = [*view.execute(first).scalars()]
        statement = sa.select(conversation_table).where(_C.id.in_(found)).order_by(_C.rank, _C.id)
    rows = [to_conversation(row) for row in view.execute(statement)]
    items = rows[:limit]
    more = len(rows) > limit
    return InboxPage(items, f"{items[-1].rank}.{items[-1].id}" if more else None)


def count(view: View, name: InboxView, *, by: Actor) -> int:
    """Return how many conversations a view holds, at most `COUNT_CAP`."""
    scopes = [
        _filtered(sa.select(_C.id), scope).limit(COUNT_CAP) for scope in _scopes(name, by, None)
    ]
    if not scopes:
        return 0
    every = sa.union_all(*(sa.select(scope.subquery()) for scope in scopes)).subquery()
    total: int = view.execute(sa.select(sa.func.count()).select_from(every)).scalar_one()
    return min(total, COUNT_CAP)


def counts(view: View, *, by: Actor) -> dict[str, int]:
    """Return the size of each view that the desk shows a number beside."""
    return {name: count(view, name, by=by) for name in COUNTED}


def of_customers(
    view: View,
    customer_ids: Collection[int],
    *,
    by: Actor,
    limit: int = 50,
    before: int | None = None,
) -> list[Conversation]:
    """Return the conversations of customers, such as those in one profile, the newest first.

    Only those in shops that the actor sees, and with `before` only older ones than that.
    """
    wanted = sa.select(conversation_table).where(_C.customer_id.in_(customer_ids))
    if not by.all_shops:
        wanted = wanted.where(_C.shop_id.in_(sorted(by.shop_ids)))
    if before is not None:
        wanted = wanted.where(_C.id < before)
    return [
        to_conversation(row) for row in view.execute(wanted.order_by(_C.id.desc()).limit(limit))
    ]


Scope = dict[str, int | str | list[int] | None]


def _scopes(name: InboxView, by: Actor, shop_id: int | None) -> list[Scope]:
    """Return the index ranges that a view is made of; each becomes one keyset query."""
    if name not in get_args(InboxView):
        raise Invalid("conversation.no_such_view", field="view")
    if shop_id is not None and not by.sees(shop_id):
        return []
    shops: list[int | None] = [shop_id] if shop_id is not None else [None]
    if shop_id is None and not by.all_shops:
        shops = [*sorted(by.shop_ids)]
    # What is mine or my team's is a short list, so its shops are simply checked.
    seen: Scope = {} if by.all_shops and shop_id is None else {"shop_id": [s for s in shops if s]}
    if name == "mine":
        return [{"state": "open", "assignee_id": by.person_id, **seen}] if by.person_id else []
    if name == "team":
        return [{"state": "open", "team_id": team, **seen} for team in sorted(by.team_ids)]
    if name == "all":
        states: tuple[str, ...] = ("open", "snoozed", "resolved")
    elif name in ("snoozed", "resolved"):
        states = (name,)
    else:
        states = ("open",)
    unassigned: Scope = {"assignee_id": None} if name == "unassigned" else {}
    return [
        {"state": state, **unassigned, **({} if shop is None else {"shop_id": shop})}
        for shop in shops
        for state in states
    ]


def _filtered(statement: sa.Select[Any], scope: Scope) -> sa.Select[Any]:
    for column, value in scope.items():
        if isinstance(value, list):
            statement = statement.where(_C[column].in_(value))
        else:
            statement = statement.where(
                _C[column].is_(None) if value is None else _C[column] == value
            )
    return statement


def _in_order(
    selected: sa.Select[Any],
    scope: Scope,
    tag_id: int | None,
    start: tuple[int, int] | None,
    limit: int,
) -> sa.Select[Any]:
    statement = _filtered(selected, scope)
    if tag_id is not None:
        statement = statement.join(
            conversation_tag_table, conversation_tag_table.c.conversation_id == _C.id
        ).where(conversation_tag_table.c.tag_id == tag_id)
    if start is not None:
        statement = statement.where(sa.tuple_(_C.rank, _C.id) > sa.tuple_(*map(sa.literal, start)))
    return statement.order_by(_C.rank, _C.id).limit(limit)


def _read_cursor(cursor: str | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    first, _, second = cursor.rpartition(".")
    rank, last = read_number(first.removeprefix("-")), read_number(second)
    if rank is None or last is None:
        raise Invalid("list.bad_cursor", field="cursor")
    return -rank if first.startswith("-") else rank, last


def latest_of(view: View, customer_id: int, channel: str) -> Conversation | None:
    """Return a customer's newest conversation on a channel: for the rooms above."""
    row = view.execute(
        sa.select(conversation_table)
        .where(_C.customer_id == customer_id, _C.channel == channel)
        .order_by(_C.id.desc())
        .limit(1)
    ).first()
    return None if row is None else to_conversation(row)
