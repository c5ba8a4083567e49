"""Conversations: everything that staff do to them."""

from __future__ import annotations

import msgspec
from litestar import Response, post, put
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from madoguchi.channels.email.operations import outgoing
from madoguchi.channels.email.operations.redacting import redact_mail
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.desk import operations
from madoguchi.desk.contracts import Conversation, Draft, Message, Posted
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.promises import operations as promises
from madoguchi.desk.promises.contracts import Reply
from madoguchi.desk.queries import conversations
from madoguchi.kernel.ids import Id, Seq
from madoguchi.kernel.transaction import Tx
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once_for
from madoguchi.web.inputs import Asked, Instant, PathId
from madoguchi.web.state import GivenDesk


class NewConversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to write to, and the first words if there are any."""

    customer_id: Id
    speech: Reply | None = None


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who shall answer; both null lets go. The note is for whoever takes it up."""

    person_id: Id | None = None
    team_id: Id | None = None
    note: str = ""


class Snooze(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When to come back."""

    until: Instant


class Priority(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """0 normal, 1 high, 2 urgent."""

    priority: int


class ReadUpTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last message read."""

    seq: Seq


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why it is done; kept in the audit log."""

    reason: str


@post("/conversations", tags=["Conversations"], summary="Write to a customer first")
async def start(
    request: Asked, data: JSONBody[NewConversation], by: By, desk: GivenDesk
) -> Response[Conversation]:
    """Open a conversation from our side, with its first message where one is given."""
    limit = desk.settings.message_limit

    def run(tx: Tx) -> Conversation:
        opened = operations.start(tx, data.customer_id, by=by)
        if data.speech is None:
            return opened
        promises.reply(tx, opened.id, data.speech, by=by, limit=limit)
        return conversations.conversation(tx, opened.id, by=by)

    return await once_for(request, data.customer_id, run)


@post(
    "/conversations/{conversation_id:int}/messages",
    tags=["Conversations"],
    summary="Reply, note or choice card",
)
async def say(
    request: Asked, conversation_id: PathId, data: JSONBody[Reply], by: By, desk: GivenDesk
) -> Response[Posted]:
    """Store what staff say; the same `client_id` again is answered with the stored message."""
    return await once_for(
        request,
        conversation_id,
        outgoing.say,
        conversation_id,
        data,
        by=by,
        limit=desk.settings.message_limit,
        reply_key=desk.keyring.key(REPLIES_PURPOSE),
    )


@put(
    "/conversations/{conversation_id:int}/assignee",
    tags=["Conversations"],
    summary="Assign, hand over or let go",
)
async def assign(
    conversation_id: PathId, data: JSONBody[Assignment], by: By, desk: GivenDesk
) -> Conversation:
    """Say who answers."""
    return await desk.store.write_for(
        conversation_id,
        operations.assign,
        conversation_id,
        data.person_id,
        data.team_id,
        data.note,
        by=by,
    )


@post(
    "/conversations/{conversation_id:int}/resolve",
    tags=["Conversations"],
    summary="Resolve",
    status_code=HTTP_200_OK,
)
async def resolve(request: Asked, conversation_id: PathId, by: By) -> Response[Conversation]:
    """End a conversation."""
    return await once_for(request, conversation_id, operations.resolve, conversation_id, by=by)


@post(
    "/conversations/{conversation_id:int}/reopen",
    tags=["Conversations"],
    summary="Open again",
    status_code=HTTP_200_OK,
)
async def reopen(request: Asked, conversation_id: PathId, by: By) -> Response[Conversation]:
    """Take a conversation up again."""
    return await once_for(request, conversation_id, operations.reopen, conversation_id, by=by)


@post(
    "/conversations/{conversation_id:int}/snooze",
    tags=["Conversations"],
    summary="Snooze until",
    status_code=HTTP_200_OK,
)
async def snooze(
    request: Asked, conversation_id: PathId, data: JSONBody[Snooze], by: By
) -> Response[Conversation]:
    """Put a conversation out of sight until an instant, or until the customer writes."""
    return await once_for(
        request, conversation_id, operations.snooze, conversation_id, data.until, by=by
    )


@post(
    "/conversations/{conversation_id:int}/wake",
    tags=["Conversations"],
    summary="Wake",
    status_code=HTTP_200_OK,
)
async def wake(request: Asked, conversation_id: PathId, by: By) -> Response[Conversation]:
    """Bring a snoozed conversation back."""
    return await once_for(request, conversation_id, operations.wake, conversation_id, by=by)


@put(
    "/conversations/{conversation_id:int}/priority",
    tags=["Conversations"],
    summary="Raise or lower",
)
async def prioritise(
    conversation_id: PathId, data: JSONBody[Priority], by: By, desk: GivenDesk
) -> Conversation:
    """Change a conversation's priority."""
    return await desk.store.write_for(
        conversation_id, operations.prioritise, conversation_id, data.priority, by=by
    )


@put(
    "/conversations/{conversation_id:int}/draft",
    tags=["Conversations"],
    summary="Keep my draft",
)
async def draft(conversation_id: PathId, data: JSONBody[Writing], by: By, desk: GivenDesk) -> Draft:
    """Keep what I have begun to write; an empty one takes it away."""
    return await desk.store.write_for(conversation_id, keep_draft, conversation_id, data, by=by)


@post(
    "/conversations/{conversation_id:int}/read",
    tags=["Conversations"],
    summary="Mark as read",
    status_code=HTTP_200_OK,
)
async def read(
    request: Asked, conversation_id: PathId, data: JSONBody[ReadUpTo], by: By
) -> Response[Conversation]:
    """Note that staff have read up to a message."""
    return await once_for(
        request,
        conversation_id,
        operations.mark_read_by_agent,
        conversation_id,
        data.seq,
        by=by,
    )


@post(
    "/messages/{message_id:int}/redact",
    tags=["Conversations"],
    summary="Take a message's words out",
    status_code=HTTP_200_OK,
)
async def redact(
    request: Asked, message_id: PathId, data: JSONBody[Reason], by: By
) -> Response[Message]:
    """Empty a message for everybody; supervisors only."""

    def run(tx: Tx) -> Message:
        redacted = operations.redact(tx, message_id, data.reason, by=by)
        redact_mail(tx, message_id)
        return redacted

    return await once_for(request, message_id, run)
