"""Refunds of an order: what was asked for, what still can be, asking for one, taking it back."""

from __future__ import annotations

from litestar import Response, delete, get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec.structs import replace

from madoguchi.connectors.refunds import operations, queries
from madoguchi.connectors.refunds.contracts import OrderRefunds, RefundRequest, RefundWish
from madoguchi.web.connections import in_words
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@get("/orders/{order_id:int}/refunds", tags=["Orders"], summary="What is refunded of it")
async def show(order_id: PathId, by: By, desk: GivenDesk) -> OrderRefunds:
    """List what was asked to be refunded, the newest first, and how much still can be."""
    found = await desk.store.read(queries.refunds, order_id, desk.keyring, by=by)
    return replace(
        found,
        items=[_told(each, by.locale) for each in found.items],
        hindrance=in_words(found.hindrance, by.locale),
    )


@post("/orders/{order_id:int}/refunds", tags=["Orders"], summary="Refund it")
async def ask(
    request: Asked, order_id: PathId, data: JSONBody[RefundWish], by: By, desk: GivenDesk
) -> Response[RefundRequest]:
    """Have the platform give money back; it tells when that has happened. Supervisors only."""
    return await once(request, operations.ask_refund, order_id, data, desk.keyring, by=by)


@delete(
    "/orders/{order_id:int}/refunds/{request_id:int}",
    tags=["Orders"],
    summary="Take a refund back",
    status_code=HTTP_200_OK,
)
async def withdraw(order_id: PathId, request_id: PathId, by: By, desk: GivenDesk) -> RefundRequest:
    """Take back what the platform has not confirmed. Supervisors only."""
    withdrawn = await desk.store.write(operations.withdraw, order_id, request_id, by=by)
    return _told(withdrawn, by.locale)


def _told(request: RefundRequest, locale: str) -> RefundRequest:
    return replace(request, trouble=in_words(request.trouble, locale))
