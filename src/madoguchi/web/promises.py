"""Promises: what a text offers, what is owed, and what becomes of it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer
from madoguchi.desk.promises import operations, queries
from madoguchi.desk.promises.contracts import Offers, Promise, PromiseDraft, PromiseView
from madoguchi.kernel.transaction import View
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once, once_for
from madoguchi.web.inputs import Asked, Limit, PathId, QueryNumber
from madoguchi.web.state import GivenDesk


class PromisesAnswer(msgspec.Struct, frozen=True):
    """A page of promises with the customers they were made to."""

    items: list[Promise]
    customers: list[Customer]
    next_cursor: str | None


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a composer."""

    text: str


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When instead, and why."""

    due_at: datetime
    reason: str


class Withdrawal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why nothing is owed any more."""

    reason: str


@get("/promises", tags=["Promises"], summary="One view of the promises")
async def show_all(
    by: By,
    desk: GivenDesk,
    view: FromQuery[PromiseView] = "mine",
    conversation_id: QueryNumber = None,
    customer_id: QueryNumber = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> PromisesAnswer:
    """List promises in the order in which they fall due."""

    def read(of: View) -> PromisesAnswer:
        page = queries.promises(
            of,
            view,
            by=by,
            conversation_id=conversation_id,
            customer_id=customer_id,
            limit=limit,
            cursor=cursor,
        )
        named = customers.customers(of, {item.customer_id for item in page.items}, by=by)
        return PromisesAnswer(page.items, named, page.next_cursor)

    return await desk.store.read(read)


@get("/promises/{promise_id:int}", tags=["Promises"], summary="One promise")
async def show(promise_id: PathId, by: By, desk: GivenDesk) -> Promise:
    """Return a promise as it stands now."""
    return await desk.store.read(queries.promise, promise_id, by=by)


@post(
    "/conversations/{conversation_id:int}/promise-offers",
    tags=["Promises"],
    summary="What a text promises",
    status_code=HTTP_200_OK,
    anew=True,
)
async def find(conversation_id: PathId, data: JSONBody[Written], by: By, desk: GivenDesk) -> Offers:
    """Find the promises in what I am writing, due on my clock; nothing is stored."""
    return await desk.store.read(queries.offers, conversation_id, data.text, by=by)


@post(
    "/conversations/{conversation_id:int}/promises",
    tags=["Promises"],
    summary="Add a promise by hand",
)
async def make(
    request: Asked, conversation_id: PathId, data: JSONBody[PromiseDraft], by: By
) -> Response[Promise]:
    """Record what was promised elsewhere, as on the telephone."""
    return await once_for(
        request, conversation_id, operations.promise, conversation_id, data, by=by
    )


@post(
    "/promises/{promise_id:int}/keep",
    tags=["Promises"],
    summary="It was kept",
    status_code=HTTP_200_OK,
)
async def keep(request: Asked, promise_id: PathId, by: By) -> Response[Promise]:
    """Note that a promise was kept otherwise than by a reply."""
    return await once(request, operations.keep, promise_id, by=by)


@post(
    "/promises/{promise_id:int}/move",
    tags=["Promises"],
    summary="Move to another time",
    status_code=HTTP_200_OK,
)
async def move(
    request: Asked, promise_id: PathId, data: JSONBody[Move], by: By
) -> Response[Promise]:
    """Note that another time was agreed on; a broken promise is open again."""
    return await once(request, operations.move, promise_id, data.due_at, data.reason, by=by)


@post(
    "/promises/{promise_id:int}/withdraw",
    tags=["Promises"],
    summary="Take back",
    status_code=HTTP_200_OK,
)
async def withdraw(
    request: Asked, promise_id: PathId, data: JSONBody[Withdrawal], by: By
) -> Response[Promise]:
    """Note that nothing is owed any more, and why."""
    return await once(request, operations.withdraw, promise_id, data.reason, by=by)
