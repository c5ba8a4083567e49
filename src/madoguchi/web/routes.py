"""Every handler of this room, by noun."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from madoguchi.web import (
    api_tokens,
    attachments,
    canned_replies,
    chat,
    conversations,
    customers,
    events,
    export,
    health,
    invitations,
    metrics,
    openapi,
    pages,
    people,
    search,
    session,
    setup,
    shops,
    tags,
    teams,
    transcripts,
    two_factor,
    webhooks,
)
from madoguchi.web.guards import admit

API: list[ControllerRouterHandler] = [
    setup.show,
    setup.make,
    session.start,
    session.show,
    session.end,
    session.show_all,
    session.revoke,
    session.change_password,
    two_factor.begin,
    two_factor.confirm,
    two_factor.turn_off,
    people.show_all,
    people.show_last_seen,
    people.change,
    invitations.show_all,
    invitations.invite,
    invitations.withdraw,
    invitations.show,
    invitations.accept,
    teams.show_all,
    teams.make,
    teams.rename,
    teams.dissolve,
    api_tokens.show_all,
    api_tokens.make,
    api_tokens.revoke,
    shops.show_all,
    shops.make,
    shops.show,
    shops.change,
    shops.show_secret,
    shops.rotate_secret,
    conversations.begin,
    conversations.show_inbox,
    conversations.show_counts,
    conversations.start,
    conversations.show,
    conversations.show_messages,
    conversations.say,
    conversations.assign,
    conversations.resolve,
    conversations.reopen,
    conversations.snooze,
    conversations.wake,
    conversations.prioritise,
    conversations.draft,
    conversations.read,
    conversations.redact,
    transcripts.export,
    customers.show,
    customers.change,
    customers.show_conversations,
    customers.block,
    customers.unblock,
    search.find,
    events.show_feed,
    events.show_audit,
    attachments.upload,
    attachments.show,
    attachments.show_thumbnail,
    tags.show_all,
    tags.make,
    tags.change,
    tags.remove,
    tags.tag_conversation,
    webhooks.show_all,
    webhooks.make,
    webhooks.show,
    webhooks.change,
    webhooks.remove,
    webhooks.show_deliveries,
    webhooks.retry,
    webhooks.try_it,
    canned_replies.show_all,
    canned_replies.make,
    canned_replies.change,
    canned_replies.remove,
    export.show_all,
    export.ask,
    export.show,
    export.download,
    openapi.schema,
    openapi.reference,
]
"""What stands under `/api/v1`: guarded, so that a handler is private unless it says otherwise."""

PAGES: list[ControllerRouterHandler] = [
    pages.front_door,
    pages.desk_screen,
    pages.screen_file,
    pages.widget_loader,
    pages.sample_page,
    pages.static_file,
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
]
"""What stands under `/chat/v1`: for customers, each by a visitor token of ours."""


def routes(more: Sequence[ControllerRouterHandler] = ()) -> list[ControllerRouterHandler]:
    """Return all handlers; `more` joins those under `/api/v1`."""
    return [
        Router("/api/v1", route_handlers=[*API, *more], guards=[admit]),
        Router("/chat/v1", route_handlers=CHAT),
        *PAGES,
    ]
