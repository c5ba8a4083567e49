"""What goes over the customers' socket: the frames they send, and the greeting they get."""

from __future__ import annotations

from datetime import datetime

import msgspec

from madoguchi.desk.contracts import ChatConversation, Conversation, Message
from madoguchi.desk.queries import chats, conversations
from madoguchi.kernel import feed
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.feed import Position
from madoguchi.kernel.ids import Id, Seq
from madoguchi.kernel.transaction import View


class SeenPage(msgspec.Struct):
    """The page of the shop that the customer is on."""

    url: str
    title: str = ""


class Hello(msgspec.Struct, tag_field="do", tag="hello"):
    """Who is here, and what they have."""

    visitor: str | None = None
    identity: str | None = None
    locale: str | None = None
    zone: str | None = None
    page: SeenPage | None = None
    position: str | None = None


class Choice(msgspec.Struct):
    """An answer to a choice card."""

    seq: Seq
    index: Seq


class Say(msgspec.Struct, tag_field="do", tag="say"):
    """A message, or an answer to a card."""

    client_id: str
    body: str = ""
    attachment_ids: list[Id] = []
    quote_seq: Seq | None = None
    choose: Choice | None = None


class TypingSignal(msgspec.Struct, tag_field="do", tag="typing"):
    """Typing began or stopped."""

    on: bool = True


class Read(msgspec.Struct, tag_field="do", tag="read"):
    """Read up to `seq`."""

    seq: Seq


class Delivered(msgspec.Struct, tag_field="do", tag="delivered"):
    """Received up to `seq`."""

    seq: Seq


class Moved(msgspec.Struct, tag_field="do", tag="page"):
    """The customer went to another page."""

    url: str
    title: str = ""


class Rate(msgspec.Struct, tag_field="do", tag="rate"):
    """What the customer thought."""

    score: int
    comment: str = ""


class Ping(msgspec.Struct, tag_field="do", tag="ping"):
    """Are you there?"""


Frame = Hello | Say | TypingSignal | Read | Delivered | Moved | Rate | Ping
decode = msgspec.json.Decoder(Frame).decode


class ChatShop(msgspec.Struct, frozen=True):
    """What the widget needs to know of a shop."""

    name: str
    color: str
    locale: str
    zone: str
    widget: msgspec.Struct
    hours: msgspec.Struct


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """The first frame a customer gets: who they are, where they resume, what was said."""

    visitor: str
    position: str
    resumes: bool
    conversation: ChatConversation | None
    messages: list[Message]
    more: bool
    """Whether older ones may be fetched, when the reader scrolls up to them."""
    shop: ChatShop
    opens_at: datetime | None
    estimated_wait_s: int | None
    agents_online: bool


class ChatState(msgspec.Struct, frozen=True):
    """What a greeting is made of; the position was read first."""

    position: Position
    resumes: bool
    conversation: Conversation | None
    messages: list[Message]
    more: bool = False


def chat_state(view: View, customer_id: int | None, seen: str | None) -> ChatState:
    """Return a customer's newest conversation and its last messages.

    `seen` is the position that the widget holds. A feed that lacks it is another life of the
    database, from a backup: then nothing the widget holds is to be trusted.
    """
    position = feed.last_position(view.connection)
    resumes = _holds(view, seen)
    conversation = (
        None if customer_id is None else conversations.latest_of(view, customer_id, "webchat")
    )
    if conversation is None:
        return ChatState(position, resumes, None, [])
    end = chats.newest(view, conversation)
    return ChatState(position, resumes, conversation, end.items, end.more)


def _holds(view: View, seen: str | None) -> bool:
    try:
        return seen is not None and feed.holds(view.connection, Position.parse(seen))
    except Invalid:
        return False
