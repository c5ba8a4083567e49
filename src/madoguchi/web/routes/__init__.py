"""Every handler of this room: by noun in the files of this folder, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from madoguchi.web import (
    chat,
    chat_calls,
    document_pages,
    health,
    metrics,
    notices,
    order_pages,
    pages,
)
from madoguchi.web.guards import admit
from madoguchi.web.portal.routes import portal
from madoguchi.web.routes import channels, conversations, customers, house, orders, outside, staff

API: list[ControllerRouterHandler] = [
    *staff.HANDLERS,
    *conversations.HANDLERS,
    *customers.HANDLERS,
    *orders.HANDLERS,
    *channels.HANDLERS,
    *outside.HANDLERS,
    *house.HANDLERS,
]
"""What stands under `/api/v1`: guarded, so that a handler is private unless it says otherwise."""

PAGES: list[ControllerRouterHandler] = [
    pages.front_door,
    pages.desk_screen,
    pages.screen_file,
    pages.widget_loader,
    pages.sample_page,
    order_pages.show,
    pages.static_file,
    document_pages.show,
    document_pages.take,
    notices.take,
    health.live,
    health.ready,
    metrics.show,
]


CHAT: list[ControllerRouterHandler] = [
    chat.show_shop,
    chat.upload,
    chat.show_attachment,
    chat.show_thumbnail,
    chat.show_messages,
    chat_calls.show_counter,
    chat_calls.call,
    chat_calls.want_callback,
]
"""What stands under `/chat/v1`: for customers, each by a visitor token of ours."""


def routes(more: Sequence[ControllerRouterHandler] = ()) -> list[ControllerRouterHandler]:
    """Return all handlers; `more` joins those under `/api/v1`."""
    return [
        Router("/api/v1", route_handlers=[*API, *more], guards=[admit]),
        Router("/chat/v1", route_handlers=CHAT),
        portal(),
        *PAGES,
    ]
