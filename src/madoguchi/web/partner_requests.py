"""What partners are asked: from a conversation, and what becomes of it."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.queries.conversations import find
from madoguchi.kernel.ids import Id
from madoguchi.kernel.transaction import Tx, View
from madoguchi.partners import operations
from madoguchi.partners.contracts.requests import (
    Ask,
    Forwarded,
    Holding,
    PartnerRequest,
    RequestView,
    RequestWhole,
    Telling,
)
from madoguchi.partners.queries import holding
from madoguchi.partners.queries import requests as queries
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once, once_for
from madoguchi.web.inputs import Asked, Limit, PathId, QueryNumber
from madoguchi.web.state import GivenDesk


class RequestsAnswer(msgspec.Struct, frozen=True):
    """A page of requests with the conversations they were made from and whose these are."""

    items: list[PartnerRequest]
    conversations: list[Conversation]
    customers: list[Customer]
    next_cursor: str | None


class Withdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why it is no longer needed, may be left empty; and where, else in every conversation."""

    reason: str = ""
    conversation_id: Id | None = None


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The conversation that an answer is dealt with in."""

    conversation_id: Id


class Link(msgspec.Struct, frozen=True):
    """An address that opens one request, once; it is shown once."""

    url: str


@get("/partner-requests", tags=["Partners"], summary="One view of what partners are asked")
async def show_all(
    by: By,
    desk: GivenDesk,
    view: FromQuery[RequestView] = "owed",
    partner_id: QueryNumber = None,
    conversation_id: QueryNumber = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> RequestsAnswer:
    """List requests, the oldest first; of `all` the newest first."""

    def read(of: View) -> RequestsAnswer:
        page = queries.requests(
            of,
            view,
            by=by,
            partner_id=partner_id,
            conversation_id=conversation_id,
            limit=limit,
            cursor=cursor,
        )
        talks = _talks(of, page.items)
        named = customers.customers(of, {talk.customer_id for talk in talks}, by=by)
        return RequestsAnswer(page.items, talks, named, page.next_cursor)

    return await desk.store.read(read)


@get("/partner-requests/{request_id:int}", tags=["Partners"], summary="One request")
async def show(request_id: PathId, by: By, desk: GivenDesk) -> RequestWhole:
    """Show a request with all that was said in it."""
    return await desk.store.read(queries.whole, request_id, by=by)


@post(
    "/conversations/{conversation_id:int}/partner-requests",
    tags=["Partners"],
    summary="Ask a partner",
)
async def ask(
    request: Asked, conversation_id: PathId, data: JSONBody[Ask], by: By
) -> Response[PartnerRequest]:
    """Ask a partner something; the same of one parcel is one request, which this one joins."""
    return await once_for(request, conversation_id, operations.ask, conversation_id, data, by=by)


@get(
    "/conversations/{conversation_id:int}/partner-holdings",
    tags=["Partners"],
    summary="An honest word to who waits",
)
async def show_holdings(conversation_id: PathId, by: By, desk: GivenDesk) -> list[Holding]:
    """Say what could be told the customer while partners owe an answer; nothing is stored."""
    return await desk.store.read(holding.holdings, conversation_id, by=by)


@post(
    "/partner-requests/{request_id:int}/tell",
    tags=["Partners"],
    summary="Add something",
    status_code=HTTP_200_OK,
)
async def tell(
    request: Asked, request_id: PathId, data: JSONBody[Telling], by: By
) -> Response[PartnerRequest]:
    """Answer the partner's question, or say what is still missing: it is their turn again."""
    return await once(request, operations.tell, request_id, data, by=by)


@post(
    "/partner-requests/{request_id:int}/remind",
    tags=["Partners"],
    summary="Remind",
    status_code=HTTP_200_OK,
)
async def remind(request: Asked, request_id: PathId, by: By) -> Response[PartnerRequest]:
    """Ask the partner again for what it owes."""
    return await once(request, operations.remind, request_id, by=by)


@post(
    "/partner-requests/{request_id:int}/withdraw",
    tags=["Partners"],
    summary="Take back",
    status_code=HTTP_200_OK,
)
async def withdraw(
    request: Asked, request_id: PathId, data: JSONBody[Withdrawn], by: By
) -> Response[PartnerRequest]:
    """Say that it is no longer needed: in one conversation, while others go on waiting, or in all.

    The partner owes it until the last that waits has taken it back.
    """
    return await once(
        request,
        operations.withdraw,
        request_id,
        data.reason,
        by=by,
        conversation_id=data.conversation_id,
    )


@post(
    "/partner-requests/{request_id:int}/accept",
    tags=["Partners"],
    summary="Count it as the answer",
    status_code=HTTP_200_OK,
)
async def accept(request: Asked, request_id: PathId, by: By) -> Response[PartnerRequest]:
    """Count what the partner asked last as its answer, in words of its own; its clock ends."""
    return await once(request, operations.accept, request_id, by=by)


@post(
    "/partner-requests/{request_id:int}/forward",
    tags=["Partners"],
    summary="Pass an answer on",
    status_code=HTTP_200_OK,
)
async def forward(
    request: Asked, request_id: PathId, data: JSONBody[Where], by: By
) -> Response[Forwarded]:
    """Give what was answered and not passed on yet as a reply may begin.

    Its photos are the caller's own to send. Asked again, it is the newest answer.
    """
    return await once(request, operations.forward, request_id, data.conversation_id, by=by)


@post(
    "/partner-requests/{request_id:int}/set-aside",
    tags=["Partners"],
    summary="Nothing more is to be done",
    status_code=HTTP_200_OK,
)
async def set_aside(
    request: Asked, request_id: PathId, data: JSONBody[Where], by: By
) -> Response[PartnerRequest]:
    """Count an answer as dealt with in a conversation."""
    return await once(request, operations.set_aside, request_id, data.conversation_id, by=by)


@post("/partner-requests/{request_id:int}/link", tags=["Partners"], summary="A link to one request")
async def make_link(request: Asked, request_id: PathId, by: By, desk: GivenDesk) -> Response[Link]:
    """Make an address that opens this request once, for who has no account; it is shown once."""

    def run(tx: Tx) -> Link:
        return Link(
            f"{desk.settings.url}/portal/link/{operations.make_link(tx, request_id, by=by)}"
        )

    return await once(request, run)


def _talks(view: View, items: list[PartnerRequest]) -> list[Conversation]:
    """The conversations of requests that the actor sees: they are of the same shops."""
    ids = {place.conversation_id for item in items for place in item.places}
    return [talk for number in sorted(ids) if (talk := find(view, number)) is not None]
