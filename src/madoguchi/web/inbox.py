"""The inbox, and what a conversation holds: all that the desk reads of them."""

from __future__ import annotations

import msgspec
from litestar import get
from litestar.params import FromQuery

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import Customer
from madoguchi.desk.contracts import Channel, Conversation, Message
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.queries.conversations import InboxView
from madoguchi.desk.queries.snapshot import Snapshot, snapshot
from madoguchi.kernel import feed
from madoguchi.kernel.transaction import View
from madoguchi.web.guards import By
from madoguchi.web.inputs import Limit, PathId, QueryNumber
from madoguchi.web.state import GivenDesk


class InboxAnswer(msgspec.Struct, frozen=True):
    """A page of the inbox with the customers it names."""

    items: list[Conversation]
    customers: list[Customer]
    next_cursor: str | None


class ConversationAnswer(msgspec.Struct, frozen=True):
    """One conversation with its customer, and the position to follow it from."""

    conversation: Conversation
    customer: Customer
    position: str


class Timeline(msgspec.Struct, frozen=True):
    """A page of messages, oldest first."""

    items: list[Message]


@get("/desk/snapshot", tags=["Desk"], summary="Everything the desk's first view shows")
async def begin(by: By, desk: GivenDesk, view: FromQuery[InboxView] = "open") -> Snapshot:
    """Return the state and the position from which the socket goes on."""
    return await desk.store.read(snapshot, view, by=by)


@get("/conversations", tags=["Conversations"], summary="One view of the inbox")
async def show_inbox(
    by: By,
    desk: GivenDesk,
    view: FromQuery[InboxView] = "open",
    shop_id: QueryNumber = None,
    tag_id: QueryNumber = None,
    channel: FromQuery[Channel | None] = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> InboxAnswer:
    """List conversations in the order of urgency."""

    def read(of: View) -> InboxAnswer:
        page = conversations.inbox(
            of,
            view,
            by=by,
            shop_id=shop_id,
            tag_id=tag_id,
            channel=channel,
            limit=limit,
            cursor=cursor,
        )
        named = customers.customers(of, {item.customer_id for item in page.items}, by=by)
        return InboxAnswer(page.items, named, page.next_cursor)

    return await desk.store.read(read)


@get("/conversations/counts", tags=["Conversations"], summary="How many each view holds")
async def show_counts(by: By, desk: GivenDesk) -> dict[str, int]:
    """Count the views, each up to 1,000."""
    return await desk.store.read(conversations.counts, by=by)


@get("/conversations/{conversation_id:int}", tags=["Conversations"], summary="One conversation")
async def show(conversation_id: PathId, by: By, desk: GivenDesk) -> ConversationAnswer:
    """Return a conversation and its customer as they are now."""

    def read(of: View) -> ConversationAnswer:
        position = feed.last_position(of.connection)
        found = conversations.conversation(of, conversation_id, by=by)
        customer = customers.customer(of, found.customer_id, by=by)
        return ConversationAnswer(found, customer, str(position))

    return await desk.store.read(read)


@get(
    "/conversations/{conversation_id:int}/messages",
    tags=["Conversations"],
    summary="A page of the timeline",
)
async def show_messages(
    conversation_id: PathId,
    by: By,
    desk: GivenDesk,
    before: QueryNumber = None,
    after: QueryNumber = None,
    limit: Limit = 50,
) -> Timeline:
    """List messages oldest first: the newest page, or those before or after a `seq`."""
    return Timeline(
        await desk.store.read(
            messages.messages, conversation_id, by=by, before=before, after=after, limit=limit
        )
    )
