"""What leaves this room: conversations, messages and what hangs on them, for staff and customer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.clocks.contracts import Countdown
from madoguchi.customers.contracts import Customer
from madoguchi.kernel.ids import Id, Seq

Channel = Literal["webchat", "email", "phone", "line", "api"]
State = Literal["open", "snoozed", "resolved"]
AuthorKind = Literal["customer", "agent", "bot", "system"]
MessageKind = Literal["text", "note", "choice", "line"]
SpokenKind = Literal["text", "note", "choice"]
MailState = Literal[
    "received",
    "waiting",
    "held",
    "sent",
    "delayed",
    "delivered",
    "bounced",
    "failed",
    "taken_back",
]
NORMAL, HIGH, URGENT = 0, 1, 2


class Author(msgspec.Struct, frozen=True):
    """Who wrote a message; `name` as it was then."""

    kind: AuthorKind
    id: int | None
    name: str


class LastMessage(msgspec.Struct, frozen=True):
    """The newest message as the inbox shows it; `preview` is at most 120 characters."""

    seq: int
    author_kind: AuthorKind
    kind: MessageKind
    preview: str
    at: datetime


class Rating(msgspec.Struct, frozen=True):
    """What the customer thought, 1 (bad) to 5 (good)."""

    score: int
    comment: str
    at: datetime


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one customer and one shop say to each other about one thing, as staff see it.

    `clock` is what is due next of all that is owed in it; `on_call` while somebody is on the
    telephone in it. The fields stand in the order of the columns of `tables.conversation_table`.
    """

    id: int
    version: int = 1
    shop_id: int
    customer_id: int
    channel: Channel
    state: State = "open"
    assignee_id: int | None = None
    team_id: int | None = None
    priority: int = NORMAL
    subject: str | None = None
    language: str | None = None
    tag_ids: list[int] = []
    message_count: int = 0
    last_message: LastMessage | None = None
    waiting_since: datetime | None = None
    first_reply_at: datetime | None = None
    customer_delivered_seq: int = 0
    customer_read_seq: int = 0
    agent_read_seq: int = 0
    snoozed_until: datetime | None = None
    resolved_at: datetime | None = None
    rating: Rating | None = None
    clock: Countdown | None = None
    rank: int = 0
    simulated: bool = False
    on_call: bool = False
    created_at: datetime
    updated_at: datetime


class Attachment(msgspec.Struct, frozen=True):
    """A file hanging on a message; `size` in bytes, `width` and `height` in pixels for images."""

    id: int
    name: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None


class Line(msgspec.Struct, frozen=True):
    """A system line: what happened, rendered by each reader's screen in their language."""

    key: str
    params: dict[str, str | int | None] = {}


class Quote(msgspec.Struct, frozen=True):
    """The message that another answers."""

    seq: int
    author_name: str
    preview: str


class MailAddress(msgspec.Struct, frozen=True):
    """Somebody a mail is from or to."""

    address: str
    name: str = ""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What a message is as a mail; its text whole and its original are read by `id`.

    `reason` is a code of why it bounced or is held, `detail` the server's own sentence; `folded`
    says that there is more text than the message's body; `send_at` is when it leaves.
    """

    id: int
    subject: str
    sender: MailAddress | None
    to: list[MailAddress]
    cc: list[MailAddress] = []
    bcc: list[MailAddress] = []
    state: MailState
    send_at: datetime | None = None
    reason: str | None = None
    detail: str = ""
    automatic: str | None = None
    warnings: list[str] = []
    folded: bool = False
    html: bool = False


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said in a conversation, or a line the desk wrote into it, as staff see it."""

    id: int
    version: int = 1
    conversation_id: int
    seq: int
    at: datetime
    author: Author
    kind: MessageKind
    body: str = ""
    attachments: list[Attachment] = []
    choices: list[str] = []
    chosen: int | None = None
    line: Line | None = None
    quote: Quote | None = None
    client_id: str | None = None
    redacted_at: datetime | None = None
    mail: Mail | None = None


class ChatConversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as its customer sees it: nothing of how the desk handles it."""

    id: int
    version: int
    state: State
    message_count: int
    customer_delivered_seq: int
    customer_read_seq: int
    agent_read_seq: int
    rating: Rating | None


class MailWishes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a reply shall go as a mail; what is left out is as the desk would do it.

    `to` None answers whoever wrote last; `send_at` None is as soon as it can no longer be taken
    back; `quote` puts what is answered below the answer.
    """

    to: list[MailAddress] | None = None
    cc: list[MailAddress] | None = None
    bcc: list[MailAddress] = []
    subject: str | None = None
    send_at: datetime | None = None
    quote: bool = True


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a person has begun to write in a conversation; an empty one is no draft.

    `id` is the conversation's: a person has one draft in each.
    """

    id: int
    version: int
    conversation_id: int
    person_id: int
    kind: SpokenKind
    body: str
    attachments: list[Attachment] = []
    quote_seq: int | None = None
    mail: MailWishes | None = None
    choices: list[str] = []
    updated_at: datetime


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A label for conversations; without a shop it serves all."""

    id: int
    version: int
    name: str
    color: str
    shop_id: int | None


class CannedReply(msgspec.Struct, frozen=True, kw_only=True):
    """A prepared answer in several languages; `{customer}`, `{agent}`, `{shop}` are filled in."""

    id: int
    version: int
    shop_id: int | None
    shortcut: str
    title: str
    texts: dict[str, str]


class TagDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tag to be made; without a shop it serves all."""

    name: str
    color: str = "#6b7280"
    shop_id: int | None = None


class TagChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a tag shall be different; what is left out stays. The shop stays in any case."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    color: str | msgspec.UnsetType = msgspec.UNSET


class CannedReplyDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A prepared answer to be made; without a shop it serves all."""

    shortcut: str
    title: str
    texts: dict[str, str]
    shop_id: int | None = None


class CannedReplyChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a prepared answer shall be different; `texts` replaces all of them."""

    shortcut: str | msgspec.UnsetType = msgspec.UNSET
    title: str | msgspec.UnsetType = msgspec.UNSET
    texts: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to say; `client_id` is made by the sender, so twice is once."""

    client_id: str
    kind: SpokenKind = "text"
    body: str = ""
    attachment_ids: list[Id] = []
    choices: list[str] = []
    quote_seq: Seq | None = None
    mail: MailWishes | None = None


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """Where a message belongs by marks of its own, on channels whose messages carry such.

    Without a conversation it begins one. `quiet` is what a machine wrote: nobody waits for an
    answer to it. `writer` names who wrote where that is not the conversation's customer.
    """

    conversation_id: int | None = None
    subject: str | None = None
    quiet: bool = False
    writer: str | None = None


class Posted(msgspec.Struct, frozen=True):
    """The stored message; `again` when it had been stored before."""

    message: Message
    conversation_id: int
    again: bool


class Received(Posted, frozen=True):
    """What a customer said, and who that turned out to be."""

    customer: Customer
