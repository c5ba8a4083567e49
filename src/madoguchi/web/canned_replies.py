"""Prepared answers."""

from __future__ import annotations

from litestar import Response, delete, get, patch, post
from litestar.params import JSONBody

from madoguchi.desk.contracts import CannedReply, CannedReplyChanges, CannedReplyDraft
from madoguchi.desk.operations import canned
from madoguchi.desk.queries.labels import canned_replies
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@get("/canned-replies", tags=["Canned replies"], summary="All prepared answers in my sight")
async def show_all(by: By, desk: GivenDesk) -> list[CannedReply]:
    """List the prepared answers of one's shops and those for all shops."""
    return await desk.store.read(canned_replies, by=by)


@post("/canned-replies", tags=["Canned replies"], summary="Make a prepared answer")
async def make(request: Asked, data: JSONBody[CannedReplyDraft], by: By) -> Response[CannedReply]:
    """Make a prepared answer for a shop, or for all."""
    return await once(request, canned.make_canned_reply, data, by=by)


@patch("/canned-replies/{reply_id:int}", tags=["Canned replies"], summary="Change an answer")
async def change(
    reply_id: PathId, data: JSONBody[CannedReplyChanges], by: By, desk: GivenDesk
) -> CannedReply:
    """Change what is given."""
    return await desk.store.write(canned.change_canned_reply, reply_id, data, by=by)


@delete("/canned-replies/{reply_id:int}", tags=["Canned replies"], summary="Remove an answer")
async def remove(reply_id: PathId, by: By, desk: GivenDesk) -> None:
    """Remove a prepared answer; what was said with it stays."""
    await desk.store.write(canned.remove_canned_reply, reply_id, by=by)
