"""Pure decisions about conversations: what each thing said or done makes of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from madoguchi.desk.contracts import (
    ChatConversation,
    Conversation,
    LastMessage,
    Message,
    Quote,
    Rating,
    Speech,
)
from madoguchi.kernel.errors import Conflict, Invalid, TooLarge
from madoguchi.kernel.time import to_microseconds
from madoguchi.language.detect import Language, detect
from madoguchi.language.normalise import normalise

PREVIEW_LENGTH = 120
REOPEN_WITHIN = timedelta(days=7)
"""A customer who writes again this soon after the end goes on in the same conversation."""
CHOICE_LIMIT = 10
CHOICE_LENGTH = 80
ATTACHMENT_COUNT = 10
LANGUAGE_SHOWS_IN = 1_000
"""Characters."""

_ANSWERED = 1 << 52
_PRIORITY = 1 << 51
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u3041-\u30ff\u3131-\u318e\u3400-\u9fff\uac00-\ud7a3]")
_SURELY_SEEN = re.compile("[0-9A-Za-z\u3041-\u3096\u4e00-\u9fff\uac00-\ud7a3]")
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def preview(text: str) -> str:
    """Return a text's beginning on one line."""
    return " ".join(text[: PREVIEW_LENGTH * 2].split())[:PREVIEW_LENGTH]


def rank(conversation: Conversation) -> int:
    """Return the inbox's sort key: smaller is more urgent, always below 2⁵³.

    What is owed comes first, what is due next on top, a raised priority above them all; then the
    answered ones, the newest on top. Who waits where nothing is owed counts as due since then.
    Microseconds since 1970 stay below 2⁵¹ until the year 2041.
    """
    if conversation.clock is not None and conversation.clock.due_at is not None:
        key = to_microseconds(conversation.clock.due_at)
    elif conversation.waiting_since is not None:
        key = to_microseconds(conversation.waiting_since)
    else:
        key = _ANSWERED - 1 - to_microseconds(conversation.updated_at)
    return key - _PRIORITY if conversation.priority and key < _PRIORITY else key


def ranked(conversation: Conversation) -> Conversation:
    """Return the conversation with its sort key up to date."""
    key = rank(conversation)
    return conversation if key == conversation.rank else replace(conversation, rank=key)


def goes_on(conversation: Conversation, now: datetime) -> bool:
    """Say whether what the customer writes now belongs to this conversation."""
    if conversation.state != "resolved" or conversation.resolved_at is None:
        return True
    return now - conversation.resolved_at <= REOPEN_WITHIN


def check_speech(speech: Speech, limit: int) -> None:
    """Refuse what cannot be said: empty, too long, too many; `limit` in characters."""
    if not _CLIENT_ID.fullmatch(speech.client_id):
        raise Invalid("message.bad_client_id", field="client_id")
    if len(speech.body) > limit:
        raise TooLarge("message.too_long", field="body", limit=limit, length=len(speech.body))
    if len(speech.attachment_ids) > ATTACHMENT_COUNT:
        raise Invalid(
            "message.too_many_attachments", field="attachment_ids", limit=ATTACHMENT_COUNT
        )
    if not speech.attachment_ids and not _shows_something(speech.body):
        raise Invalid("message.empty", field="body")
    if speech.kind == "choice":
        choices = [choice.strip() for choice in speech.choices]
        if not 2 <= len(choices) <= CHOICE_LIMIT or not all(choices):
            raise Invalid("message.bad_choices", field="choices", limit=CHOICE_LIMIT)
        if len(set(choices)) < len(choices) or max(map(len, choices)) > CHOICE_LENGTH:
            raise Invalid("message.bad_choices", field="choices", limit=CHOICE_LIMIT)
    elif speech.choices:
        raise Invalid("message.choices_need_card", field="choices")


def _shows_something(text: str) -> bool:
    """Say whether there is anything to see; normalised, for zero-width characters show nothing."""
    return bool(_SURELY_SEEN.search(text) or normalise(text).strip())


def said(conversation: Conversation, message: Message) -> Conversation:
    """Return the conversation after a message; its version and rank are not yet changed."""
    if message.kind == "line":
        return replace(conversation, message_count=message.seq, updated_at=message.at)
    changed = replace(
        conversation,
        message_count=message.seq,
        last_message=LastMessage(
            seq=message.seq,
            author_kind=message.author.kind,
            kind=message.kind,
            preview=preview(message.body) or _names(message),
            at=message.at,
        ),
        updated_at=message.at,
    )
    if message.kind == "note":
        return changed
    if message.author.kind == "customer":
        return replace(
            changed,
            waiting_since=conversation.waiting_since or message.at,
            state="open",
            snoozed_until=None,
            resolved_at=None,
            customer_read_seq=message.seq,
            customer_delivered_seq=message.seq,
        )
    if message.author.kind == "agent":
        return replace(
            changed,
            waiting_since=None,
            first_reply_at=conversation.first_reply_at or message.at,
            agent_read_seq=message.seq,
        )
    return changed


def heard(before: Conversation, after: Conversation) -> Conversation:
    """Return the conversation after what a machine wrote: it keeps its state, and nobody waits."""
    return replace(
        after,
        waiting_since=before.waiting_since,
        state=before.state,
        snoozed_until=before.snoozed_until,
        resolved_at=before.resolved_at,
    )


def _names(message: Message) -> str:
    return preview(", ".join(attachment.name for attachment in message.attachments))


def quote_of(message: Message) -> Quote:
    """Return a message as another quotes it."""
    return Quote(message.seq, message.author.name, preview(message.body) or _names(message))


def customer_sees(message: Message) -> bool:
    """Say whether a message is for the customer's eyes: never notes; of lines, only the few that
    concern them.
    """
    if message.kind == "note":
        return False
    return message.line is None or message.line.key in CUSTOMER_LINES


CUSTOMER_LINES = frozenset({"resolved", "reopened", "rated", "closed_notice"})


def chat_view(conversation: Conversation) -> ChatConversation:
    """Return the conversation as its customer sees it; a snooze is the desk's own business.

    Of a talk that was taken up again and ended anew they are asked anew what they thought.
    """
    rating, ended_at = conversation.rating, conversation.resolved_at
    if rating is not None and ended_at is not None and rating.at < ended_at:
        rating = None
    return ChatConversation(
        id=conversation.id,
        version=conversation.version,
        state="resolved" if conversation.state == "resolved" else "open",
        message_count=conversation.message_count,
        customer_delivered_seq=conversation.customer_delivered_seq,
        customer_read_seq=conversation.customer_read_seq,
        agent_read_seq=conversation.agent_read_seq,
        rating=rating,
    )


def chat_message(message: Message) -> Message:
    """Return a message as its customer sees it: no staff ids, no names in system lines."""
    if message.author.kind == "customer":
        return message
    return replace(
        message,
        author=replace(message.author, id=None),
        client_id=None,
        mail=None,
        line=None if message.line is None else replace(message.line, params={}),
    )


def first_language(text: str, locale: str | None) -> str | None:
    """Return the language of a conversation that begins with this text, as a BCP 47 tag.

    Scripts tell Chinese, Japanese and Korean apart in microseconds. Latin letters leave it to the
    browser's locale: naming their language takes models that this path will not wait for. Of a long
    text its beginning tells it.
    """
    text = text[:LANGUAGE_SHOWS_IN]
    hint = next((known for known in Language if known == _tag(locale)), None)
    if not _EAST_ASIAN.search(text):
        return hint or locale
    return detect(text, hint)


def _tag(locale: str | None) -> str:
    """Return a locale's language, for Chinese with its script."""
    language, _, region = (locale or "").partition("-")
    if language == "zh":
        return "zh-Hant" if region in {"TW", "HK", "MO", "Hant"} else "zh-Hans"
    return language


def check_snooze(until: datetime, now: datetime) -> None:
    """Refuse a snooze that ends in the past, more than a year ahead, or in no zone."""
    if until.tzinfo is None or not now < until <= now + timedelta(days=366):
        raise Invalid("conversation.bad_snooze", field="until")


def check_rating(conversation: Conversation, score: int, comment: str, now: datetime) -> Rating:
    """Return the rating to keep; raises `Invalid` for a score outside 1 to 5."""
    if not 1 <= score <= 5:
        raise Invalid("rating.bad_score", field="score")
    if len(comment) > 1000:
        raise TooLarge("rating.too_long", field="comment", limit=1000)
    if conversation.message_count == 0:
        raise Conflict("rating.nothing_said")
    return Rating(score, comment.strip(), now)


class Marks(msgspec.Struct, frozen=True):
    """How far a customer's device has come: the highest `seq` delivered and read."""

    delivered: int = 0
    read: int = 0


def marked(conversation: Conversation, marks: Marks) -> Conversation:
    """Return the conversation with the customer's marks moved on; marks never move back."""
    read = min(max(marks.read, conversation.customer_read_seq), conversation.message_count)
    delivered = min(
        max(marks.delivered, conversation.customer_delivered_seq, read), conversation.message_count
    )
    if (read, delivered) == (conversation.customer_read_seq, conversation.customer_delivered_seq):
        return conversation
    return replace(conversation, customer_read_seq=read, customer_delivered_seq=delivered)
