"""Customers: the profile beside the conversation."""

from __future__ import annotations

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers import operations, queries
from madoguchi.customers.contracts import Customer
from madoguchi.customers.rules import Profile
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.transaction import View
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId
from madoguchi.web.state import GivenDesk


class CustomerHistory(msgspec.Struct, frozen=True):
    """A customer's conversations, the newest first; `next_cursor` None at the end."""

    items: list[Conversation]
    next_cursor: str | None


@get("/customers/{customer_id:int}", tags=["Customers"], summary="One customer")
async def show(customer_id: PathId, by: By, desk: GivenDesk) -> Customer:
    """Return a customer of a shop in sight."""
    return await desk.store.read(queries.customer, customer_id, by=by)


@patch("/customers/{customer_id:int}", tags=["Customers"], summary="Correct a profile")
async def change(customer_id: PathId, data: JSONBody[Profile], by: By, desk: GivenDesk) -> Customer:
    """Change what is given; what is left out stays."""
    return await desk.store.write(operations.change_profile, customer_id, data, by=by)


@get(
    "/customers/{customer_id:int}/conversations",
    tags=["Customers"],
    summary="Earlier conversations",
)
async def show_conversations(
    customer_id: PathId,
    by: By,
    desk: GivenDesk,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> CustomerHistory:
    """List the conversations of everybody in the customer's profile."""
    before = None if cursor is None else read_number(cursor)
    if cursor is not None and before is None:
        raise Invalid("list.bad_cursor", field="cursor")

    def read(of: View) -> CustomerHistory:
        known = [each.id for each in queries.faces(of, customer_id, by=by)]
        found = conversations.of_customers(of, known, by=by, limit=limit + 1, before=before)
        there_are_more = len(found) > limit
        return CustomerHistory(found[:limit], str(found[limit - 1].id) if there_are_more else None)

    return await desk.store.read(read)


@post(
    "/customers/{customer_id:int}/block",
    tags=["Customers"],
    summary="Refuse further messages",
    status_code=HTTP_200_OK,
)
async def block(request: Asked, customer_id: PathId, by: By) -> Response[Customer]:
    """Block a customer; supervisors only."""
    return await once(request, operations.block, customer_id, by=by)


@post(
    "/customers/{customer_id:int}/unblock",
    tags=["Customers"],
    summary="Take messages again",
    status_code=HTTP_200_OK,
)
async def unblock(request: Asked, customer_id: PathId, by: By) -> Response[Customer]:
    """Take a block back; supervisors only."""
    return await once(request, operations.unblock, customer_id, by=by)
