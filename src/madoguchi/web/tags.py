"""Tags, and the tags of a conversation."""

from __future__ import annotations

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import JSONBody

from madoguchi.desk.contracts import Conversation, Tag, TagChanges, TagDraft
from madoguchi.desk.operations import labels
from madoguchi.desk.queries.labels import tags
from madoguchi.kernel.ids import Id
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


class TagIds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All tags that a conversation shall have."""

    tag_ids: list[Id]


@get("/tags", tags=["Tags"], summary="All tags in my sight")
async def show_all(by: By, desk: GivenDesk) -> list[Tag]:
    """List the tags of one's shops and those for all shops."""
    return await desk.store.read(tags, by=by)


@post("/tags", tags=["Tags"], summary="Make a tag")
async def make(request: Asked, data: JSONBody[TagDraft], by: By) -> Response[Tag]:
    """Make a tag for a shop, or for all."""
    return await once(request, labels.make_tag, data, by=by)


@patch("/tags/{tag_id:int}", tags=["Tags"], summary="Change a tag")
async def change(tag_id: PathId, data: JSONBody[TagChanges], by: By, desk: GivenDesk) -> Tag:
    """Rename or recolour a tag."""
    return await desk.store.write(labels.change_tag, tag_id, data, by=by)


@delete("/tags/{tag_id:int}", tags=["Tags"], summary="Remove a tag")
async def remove(tag_id: PathId, by: By, desk: GivenDesk) -> None:
    """Remove a tag everywhere."""
    await desk.store.write(labels.remove_tag, tag_id, by=by)


@put(
    "/conversations/{conversation_id:int}/tags",
    tags=["Conversations"],
    summary="Say which tags it has",
)
async def tag_conversation(
    conversation_id: PathId, data: JSONBody[TagIds], by: By, desk: GivenDesk
) -> Conversation:
    """Put tags on a conversation and take the others off."""
    return await desk.store.write_for(
        conversation_id, labels.tag_conversation, conversation_id, data.tag_ids, by=by
    )
