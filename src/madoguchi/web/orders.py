"""Orders: beside the conversation, by number, and what staff put on them."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers import queries as customers
from madoguchi.kernel.errors import Conflict, Forbidden
from madoguchi.kernel.ids import Id
from madoguchi.kernel.transaction import Tx, View
from madoguchi.language.catalogue import best_locale
from madoguchi.orders import operations
from madoguchi.orders.contracts import Flag, Kept, Order, OrderDraft, OrderState, Source
from madoguchi.orders.queries import orders as queries
from madoguchi.orders.queries.orders import OrderPage, WholeOrder
from madoguchi.orders.rules.wording import JourneyWords, journey_words
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, Limit, PathId, QueryNumber
from madoguchi.web.state import GivenDesk


class FoundOrders(msgspec.Struct, frozen=True):
    """Orders that were looked for."""

    items: list[Order]


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What colleagues shall know of an order."""

    note: str


class Flagging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coloured flag, and a few words with it; null takes it away."""

    flag: Flag | None
    label: str = ""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The state an order goes into by hand."""

    state: OrderState


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose an order is; null: nobody's that we know."""

    customer_id: Id | None


def bringing(by: Actor) -> Source:
    """Return as which source somebody brings orders and parcels; raises `Forbidden` for agents."""
    if not by.at_least("supervisor"):
        raise Forbidden("order.bringing_needs_supervisor")
    return Source(name=by.name, by=by)


@get("/customers/{customer_id:int}/orders", tags=["Orders"], summary="A customer's orders")
async def show_of_customer(
    customer_id: PathId,
    by: By,
    desk: GivenDesk,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> OrderPage:
    """List a customer's orders, under all their names, the newest first, with the parcels."""

    def read(view: View) -> OrderPage:
        faces = [each.id for each in customers.faces(view, customer_id, by=by)]
        return queries.of_customers(view, faces, by=by, limit=limit, cursor=cursor)

    return await desk.store.read(read)


@get("/orders", tags=["Orders"], summary="Find orders")
async def find(
    by: By, desk: GivenDesk, q: FromQuery[str], shop_id: QueryNumber = None, limit: Limit = 20
) -> FoundOrders:
    """Find orders by number, by a parcel's tracking number, or by words of what was ordered."""
    found = await desk.store.read(queries.search, q, by=by, shop_id=shop_id, limit=limit)
    return FoundOrders(found)


@post("/orders", tags=["Orders"], summary="Bring an order", status_code=HTTP_200_OK)
async def keep(request: Asked, data: JSONBody[OrderDraft], by: By) -> Response[Kept]:
    """Keep an order as its platform tells it: new, changed, or told before. Supervisors only."""
    source = bringing(by)

    def run(tx: Tx) -> Kept:
        shops.visible(tx, data.shop_id, by=by)
        if data.customer_id is not None:
            owner = customers.customer(tx, data.customer_id, by=by)
            if owner.shop_id != data.shop_id:
                raise Conflict("order.of_another_shop", field="customer_id")
        return operations.keep_order(tx, data, source=source)

    return await once(request, run)


@get("/orders/{order_id:int}", tags=["Orders"], summary="One order, whole")
async def show(order_id: PathId, by: By, desk: GivenDesk) -> WholeOrder:
    """Return an order with its parcels, their movements, and its money."""
    return await desk.store.read(queries.whole, order_id, by=by)


@put("/orders/{order_id:int}/note", tags=["Orders"], summary="Write its note")
async def note(order_id: PathId, data: JSONBody[Note], by: By, desk: GivenDesk) -> Order:
    """Write the note anew; empty takes it away."""
    return await desk.store.write(operations.set_note, order_id, data.note, by=by)


@put("/orders/{order_id:int}/flag", tags=["Orders"], summary="Put a flag on it")
async def flag(order_id: PathId, data: JSONBody[Flagging], by: By, desk: GivenDesk) -> Order:
    """Put a coloured flag on an order, or take it away."""
    return await desk.store.write(operations.set_flag, order_id, data.flag, data.label, by=by)


@put("/orders/{order_id:int}/state", tags=["Orders"], summary="Move it on by hand")
async def move_on(order_id: PathId, data: JSONBody[Step], by: By, desk: GivenDesk) -> Order:
    """Put an order into a state that may follow its own."""
    return await desk.store.write(operations.move_on, order_id, data.state, by=by)


@put("/orders/{order_id:int}/customer", tags=["Orders"], summary="Say whose it is")
async def give_to(order_id: PathId, data: JSONBody[Owner], by: By, desk: GivenDesk) -> Order:
    """Give an order to a customer of its shop, or take it from them."""
    return await desk.store.write(operations.give_to, order_id, data.customer_id, by=by)


@get("/journeys", tags=["Orders"], summary="What the states mean")
async def show_journeys(request: Asked, by: By) -> JourneyWords:
    """Say what each state means to a customer, in the language of `Accept-Language`."""
    asked = request.headers.get("accept-language")
    return journey_words(best_locale(asked) if asked else by.locale)
