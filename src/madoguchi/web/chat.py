"""The customers' side over HTTP: the shop's card, files, and what was said before."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from madoguchi.channels.phone.contracts.lines import Line
from madoguchi.channels.phone.queries import lines
from madoguchi.clocks.contracts import Calendar
from madoguchi.desk.contracts import Attachment
from madoguchi.desk.queries import chats
from madoguchi.desk.queries.attachments import StoredFile, attachment_for_customer
from madoguchi.desk.queries.chats import Earlier
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.ids import LARGEST
from madoguchi.kernel.transaction import View
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Hours, Shop, Widget
from madoguchi.shops.rules import opening
from madoguchi.web.files_out import FileAnswer, send_thumbnail, send_whole
from madoguchi.web.guards import address_of
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import Desk, GivenDesk
from madoguchi.web.uploads import take
from madoguchi.web.visitors import caller, check_page

Before = Annotated[int, QueryParameter(ge=1, le=LARGEST, description="A `seq`.")]
Talk = Annotated[
    int | None,
    QueryParameter(
        ge=1, le=LARGEST, description="The conversation of that `seq`; else the newest."
    ),
]


class ShopCard(msgspec.Struct, frozen=True, kw_only=True):
    """What the widget's button needs before anybody has opened it."""

    name: str
    color: str
    locale: str
    zone: str
    widget: Widget
    hours: Hours
    open: bool
    opens_at: datetime | None
    calls: bool
    """Whether its customers may call from the chat."""
    callbacks: bool
    """Whether they may ask to be called back."""


@get("/shops/{public_key:str}", tags=["Chat"], summary="A shop's card", public=True)
async def show_shop(request: Asked, public_key: FromPath[str], desk: GivenDesk) -> ShopCard:
    """Return what the widget shows of a shop, and whether it is open."""
    desk.limits.addresses.check(address_of(request))
    shop, calendar, line = await desk.store.read(_with_calendar, public_key)
    check_page(request, shop, desk)
    now = desk.store.clock()
    return ShopCard(
        name=shop.name,
        color=shop.color,
        locale=shop.locale,
        zone=shop.zone,
        widget=shop.widget,
        hours=shop.hours,
        open=opening.is_open(calendar, now),
        opens_at=opening.opens_at(calendar, now),
        calls=line is not None and desk.switchboard is not None,
        callbacks=line is not None and line.callbacks and desk.switchboard is not None,
    )


def _with_calendar(view: View, public_key: str) -> tuple[Shop, Calendar | None, Line | None]:
    shop = shops.by_public_key(view, public_key)
    return shop, shops.calendar_of(view, shop.id), lines.in_chat(view, shop.id)


@post("/attachments", tags=["Chat"], summary="Upload a file", anew=True)
async def upload(request: Asked, desk: GivenDesk) -> Response[Attachment]:
    """Take the field `file` of a multipart form; send it with a message within a day."""
    asking = await caller(request, desk)
    if asking.customer is not None and asking.customer.blocked_at is not None:
        raise Forbidden("customer.blocked")
    desk.limits.uploads.check(asking.visitor.name)
    desk.limits.upload_addresses.check(address_of(request))
    return await take(request, desk, shop_id=asking.shop.id, uploader=asking.sender)


@get("/attachments/{attachment_id:int}", tags=["Chat"], summary="A file")
async def show_attachment(request: Asked, attachment_id: PathId, desk: GivenDesk) -> FileAnswer:
    """Send a file of the customer's conversation, or one they have just uploaded."""
    return await send_whole(request, desk.blobs, await _file(request, attachment_id, desk))


@get("/attachments/{attachment_id:int}/thumbnail", tags=["Chat"], summary="A picture, small")
async def show_thumbnail(request: Asked, attachment_id: PathId, desk: GivenDesk) -> FileAnswer:
    """Send a picture at most 480 pixels wide and high."""
    return await send_thumbnail(request, desk.blobs, await _file(request, attachment_id, desk))


@get("/messages", tags=["Chat"], summary="What was said before")
async def show_messages(
    request: Asked, desk: GivenDesk, before: Before, conversation_id: Talk = None
) -> Earlier:
    """Return what was said before a `seq` of one of the customer's conversations, and `more`.

    Where that one has begun, the former ones go on.
    """
    asking = await caller(request, desk)
    if asking.customer is None:
        return Earlier([], more=False)
    return await desk.store.read(
        chats.earlier, asking.customer.id, before, conversation_id=conversation_id
    )


async def _file(request: Asked, attachment_id: int, desk: Desk) -> StoredFile:
    asking = await caller(request, desk)
    return await desk.store.read(
        attachment_for_customer,
        attachment_id,
        customer_id=None if asking.customer is None else asking.customer.id,
        shop_id=asking.shop.id,
        uploader=asking.sender,
    )
