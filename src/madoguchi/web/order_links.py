"""Links by which customers follow their orders: made, listed, taken back."""

from __future__ import annotations

import msgspec
from litestar import Response, delete, get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.kernel.transaction import Tx
from madoguchi.orders import operations
from madoguchi.orders.contracts import OrderLink
from madoguchi.orders.queries import links
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


class Life(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many days a link opens the page; none: one that lasts is given out again."""

    days: int | None = None


class LinkMade(msgspec.Struct, frozen=True):
    """A link with its address, to be given to the customer alone."""

    link: OrderLink
    url: str


@post("/orders/{order_id:int}/links", tags=["Orders"], summary="Make a link for the customer")
async def make(
    request: Asked,
    order_id: PathId,
    data: JSONBody[Life],
    by: By,
    desk: GivenDesk,
) -> Response[LinkMade]:
    """Return a link by which whoever holds it follows the order, without signing in."""

    def run(tx: Tx) -> LinkMade:
        if data.days is None:
            made = operations.link_to(tx, order_id, by=by)
        else:
            made = operations.make_link(tx, order_id, data.days, by=by)
        return LinkMade(made, f"{desk.settings.url}/o/{links.token_of(desk.keyring, made)}")

    return await once(request, run)


@get("/orders/{order_id:int}/links", tags=["Orders"], summary="Its links")
async def show_all(order_id: PathId, by: By, desk: GivenDesk) -> list[OrderLink]:
    """List the links to an order, the newest first; their addresses are not told again."""
    return await desk.store.read(links.links_of, order_id, by=by)


@delete(
    "/order-links/{link_id:int}",
    tags=["Orders"],
    summary="Take a link back",
    status_code=HTTP_200_OK,
)
async def revoke(link_id: PathId, by: By, desk: GivenDesk) -> OrderLink:
    """End a link at once."""
    return await desk.store.write(operations.revoke_link, link_id, by=by)
