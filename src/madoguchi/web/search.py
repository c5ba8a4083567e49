"""Search over everything said."""

from __future__ import annotations

import msgspec
from litestar import get
from litestar.params import FromQuery

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.queries import conversations, search
from madoguchi.desk.queries.search import Found
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import Order
from madoguchi.orders.queries import orders
from madoguchi.people.contracts import Actor
from madoguchi.web.guards import By
from madoguchi.web.inputs import Limit, QueryNumber
from madoguchi.web.state import GivenDesk

ORDERS_AT_ONCE = 5


class FoundCustomer(msgspec.Struct, frozen=True):
    """A customer who matches, and the newest of their conversations."""

    customer: Customer
    conversation: Conversation | None


class FoundOrder(msgspec.Struct, frozen=True):
    """An order that matches, and the newest conversation of whose it is."""

    order: Order
    conversation: Conversation | None


class SearchAnswer(msgspec.Struct, frozen=True):
    """Messages that match, newest first, with the customers they name; and on the first page the
    customers and the orders that match themselves.
    """

    items: list[Found]
    customers: list[Customer]
    found_customers: list[FoundCustomer]
    found_orders: list[FoundOrder]
    next_cursor: str | None


@get("/search", tags=["Search"], summary="Search messages")
async def find(
    by: By,
    desk: GivenDesk,
    q: FromQuery[str],
    shop_id: QueryNumber = None,
    limit: Limit = 20,
    cursor: FromQuery[str | None] = None,
) -> SearchAnswer:
    """Find messages that hold every word of `q`; one character of Chinese or Japanese is enough."""

    def read(view: View) -> SearchAnswer:
        page = search.search(view, q, by=by, shop_id=shop_id, limit=limit, cursor=cursor)
        named = {found.conversation.customer_id for found in page.items}
        found = [] if cursor else customers.search(view, q, by=by, shop_id=shop_id)
        people = [FoundCustomer(one, _latest(view, one, by)) for one in found]
        bought = (
            [] if cursor else orders.search(view, q, by=by, shop_id=shop_id, limit=ORDERS_AT_ONCE)
        )
        named |= {each.customer_id for each in bought if each.customer_id is not None}
        return SearchAnswer(
            page.items,
            customers.customers(view, named, by=by),
            people,
            [FoundOrder(each, _of_owner(view, each, by)) for each in bought],
            page.next_cursor,
        )

    return await desk.store.read(read)


def _of_owner(view: View, order: Order, by: Actor) -> Conversation | None:
    if order.customer_id is None:
        return None
    return _latest(view, customers.customer(view, order.customer_id, by=by), by)


def _latest(view: View, customer: Customer, by: Actor) -> Conversation | None:
    """Return the newest conversation of a customer's profile."""
    known = [each.id for each in customers.faces(view, customer.id, by=by)]
    return next(iter(conversations.of_customers(view, known, by=by, limit=1)), None)
