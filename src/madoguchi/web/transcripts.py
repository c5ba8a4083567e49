"""One conversation as a file: for the customer who asks for it, for a claim, for a program."""

from __future__ import annotations

import io
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from madoguchi.desk.contracts import Conversation, Message
from madoguchi.desk.queries import conversations, messages
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.web.csv_out import BOM, row_of
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk

Form = Literal["json", "csv", "txt"]

_COLUMNS = ("at", "author_kind", "author", "kind", "body", "attachments")
_MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


class Transcript(msgspec.Struct, frozen=True):
    """A conversation with everything said in it."""

    conversation: Conversation
    messages: list[Message]


@get(
    "/conversations/{conversation_id:int}/export",
    tags=["Conversations"],
    summary="One conversation as a file",
)
async def export(
    conversation_id: PathId, by: By, desk: GivenDesk, format: FromQuery[Form] = "txt"
) -> Response[bytes]:
    """Return the whole timeline, notes included, as text, CSV or JSON; times in my zone."""
    transcript = await desk.store.read(_read, conversation_id, by)
    name = quote(f"conversation-{conversation_id}.{format}")
    return Response(
        _write(transcript, format, ZoneInfo(by.zone)),
        media_type=_MEDIA[format],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _read(view: View, conversation_id: int, by: Actor) -> Transcript:
    found = conversations.conversation(view, conversation_id, by=by)
    said: list[Message] = []
    while page := messages.page(
        view, found.id, after=said[-1].seq if said else 0, limit=messages.LARGEST_PAGE
    ):
        said += page
    return Transcript(found, said)


def _write(transcript: Transcript, form: Form, zone: ZoneInfo) -> bytes:
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(transcript))
    rows = [
        (
            message.at.astimezone(zone).isoformat(timespec="seconds"),
            message.author.kind,
            message.author.name,
            message.kind if message.line is None else message.line.key,
            message.body,
            " ".join(attachment.name for attachment in message.attachments),
        )
        for message in transcript.messages
    ]
    if form == "csv":
        return BOM + row_of(_COLUMNS) + b"".join(map(row_of, rows))
    out = io.StringIO()
    for at, _, author, kind, body, attachments in rows:
        mark = "" if kind == "text" else f" [{kind}]"
        out.write(f"{at} {author}{mark}\n")
        for line in filter(None, (*body.split("\n"), attachments)):
            out.write(f"    {line}\n")
        out.write("\n")
    return out.getvalue().encode()
