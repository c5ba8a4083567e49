"""Photographs for a reply: those that partners answered with, and pictures of what was ordered."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from madoguchi.connectors.pictures.fetching import PATIENCE, fetch
from madoguchi.customers import queries as customers
from madoguchi.desk.contracts import Attachment
from madoguchi.desk.files.contracts import Examined
from madoguchi.desk.operations.attachments import copy
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.queries.conversations import conversation
from madoguchi.kernel.blobs import Incoming
from madoguchi.kernel.errors import Conflict, NotFound, Unsupported
from madoguchi.kernel.ids import Id
from madoguchi.kernel.outward import client
from madoguchi.kernel.transaction import Tx, View
from madoguchi.orders.queries import orders
from madoguchi.partners.queries.photos import PartnerPhoto, photos
from madoguchi.people.contracts import Actor
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk
from madoguchi.web.uploads import keep_received


class PhotoWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A partner's photograph, to be sent as it is."""

    attachment_id: Id


class PictureWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The picture of a line of an order, counted from 0."""

    order_id: Id
    line: int


@get(
    "/conversations/{conversation_id:int}/photos",
    tags=["Partners"],
    summary="Partners’ photographs",
)
async def show_all(conversation_id: PathId, by: By, desk: GivenDesk) -> list[PartnerPhoto]:
    """List what partners photographed for a conversation's customer, the newest first."""
    return await desk.store.read(photos, conversation_id, by=by)


@post(
    "/conversations/{conversation_id:int}/photos",
    tags=["Partners"],
    summary="Take a partner’s photograph for a reply",
)
async def take_photo(
    request: Asked, conversation_id: PathId, data: JSONBody[PhotoWish], by: By
) -> Response[Attachment]:
    """Copy a partner's photograph, for this actor to hang on a message within a day."""

    def run(tx: Tx) -> Attachment:
        for each in photos(tx, conversation_id, by=by):
            if each.attachment.id == data.attachment_id:
                return _only(copy(tx, [each.attachment], sender_of(by)))
        raise NotFound("attachment.not_found", field="attachment_id")

    return await once(request, run)


@post(
    "/conversations/{conversation_id:int}/order-pictures",
    tags=["Orders"],
    summary="Take an order’s picture for a reply",
)
async def take_picture(
    request: Asked, conversation_id: PathId, data: JSONBody[PictureWish], by: By, desk: GivenDesk
) -> Response[Attachment]:
    """Fetch the picture of what was ordered from where its platform keeps it, and draw it anew."""
    shop_id, address = await desk.store.read(_picture, conversation_id, data, by)

    async def receive(incoming: Incoming) -> str:
        private = desk.settings.shops_at_private_addresses
        async with client(private=private, patience=PATIENCE) as outside:
            return await fetch(outside, address, incoming)

    return await keep_received(
        request, desk, receive, shop_id=shop_id, uploader=sender_of(by), check=_check
    )


def _picture(view: View, conversation_id: int, wish: PictureWish, by: Actor) -> tuple[int, str]:
    talk = conversation(view, conversation_id, by=by)
    order = orders.order(view, wish.order_id, by=by)
    if order.customer_id not in {
        each.id for each in customers.faces(view, talk.customer_id, by=by)
    }:
        raise Conflict("card.not_theirs")
    line = order.lines[wish.line] if 0 <= wish.line < len(order.lines) else None
    if line is None or not line.picture.startswith("https://"):
        raise Conflict("photo.not_there")
    return order.shop_id, line.picture


def _check(examined: Examined) -> None:
    if examined.kind.family != "image":
        raise Unsupported("photo.no_picture")


def _only(copies: list[Attachment]) -> Attachment:
    if not copies:
        raise NotFound("attachment.not_found", field="attachment_id")
    return copies[0]
