"""Promises for an actor, and those that a text would make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.desk.promises import rules
from madoguchi.desk.promises.contracts import Offers, Promise, PromisePage, PromiseView
from madoguchi.desk.promises.days import standing
from madoguchi.desk.promises.rows import COLUMNS, OWED, to_promise
from madoguchi.desk.promises.tables import promise_table
from madoguchi.desk.queries.conversations import conversation
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.keyset import read_cursor, write_cursor
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200

_C = promise_table.c
_SELECT = sa.select(*COLUMNS)


def promise(view: View, promise_id: int, *, by: Actor) -> Promise:
    """Return one promise; raises `NotFound` also for those out of the actor's sight."""
    row = view.execute(_SELECT.where(_C.id == promise_id)).first()
    found = None if row is None else to_promise(row)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("promise.not_found")
    return found


def promises(
    view: View,
    name: PromiseView = "mine",
    *,
    by: Actor,
    conversation_id: int | None = None,
    customer_id: int | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> PromisePage:
    """Return a page of promises in the order in which they fall due.

    `mine`: still owed by this actor; `today`: due by the end of their day, overdue ones as well,
    of everybody in sight for supervisors and else their own; `open` and `broken`: of everybody in
    sight; `all`: what is over as well.
    """
    if name not in get_args(PromiseView):
        raise Invalid("promise.no_such_view", field="view")
    limit = max(1, min(limit, LARGEST_PAGE))
    statement = _SELECT.order_by(_C.due_at, _C.id).limit(limit + 1)
    if not by.all_shops:
        statement = statement.where(_C.shop_id.in_(sorted(by.shop_ids)))
    if name != "all":
        statement = statement.where(_C.state.in_(("broken",) if name == "broken" else OWED))
    if name == "mine" or (name == "today" and not by.at_least("supervisor")):
        statement = statement.where(_C.owner_id == (by.person_id or 0))
    if name == "today":
        statement = statement.where(_C.due_at < end_of_day(view.now, by.zone))
    if conversation_id is not None:
        statement = statement.where(_C.conversation_id == conversation_id)
    if customer_id is not None:
        statement = statement.where(_C.customer_id == customer_id)
    if cursor is not None:
        statement = statement.where(sa.tuple_(_C.due_at, _C.id) > read_cursor(cursor, _C.due_at))
    found = [to_promise(row) for row in view.execute(statement)]
    items = found[:limit]
    if len(found) <= limit:
        return PromisePage(items, None)
    return PromisePage(items, write_cursor(items[-1].due_at, items[-1].id))


def end_of_day(now: datetime, zone_name: str) -> datetime:
    """Return the midnight that ends the day in a zone."""
    local = now.astimezone(rules.known_zone(zone_name))
    midnight = datetime.combine(
        local.date() + timedelta(days=1), datetime.min.time(), tzinfo=local.tzinfo
    )
    return midnight.astimezone(UTC)


def offers(view: View, conversation_id: int, text: str, *, by: Actor) -> Offers:
    """Return the promises that an agent's text would make, resolved in their zone."""
    talk = conversation(view, conversation_id, by=by)
    customer = customers.customer(view, talk.customer_id, by=by)
    now = standing(view, talk, by)
    seen_from = None if customer.zone is None else rules.known_zone(customer.zone).key
    return Offers(
        items=rules.offers(text, view.now, now.days),
        zone=now.days.seen_from.key,
        customer_zone=seen_from,
        unnamed_due_at=rules.unnamed_due(view.now, now.days, now.unnamed),
    )
