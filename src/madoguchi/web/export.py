"""Exports of everything, for owners: asked for, watched, downloaded."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.response import Stream

from madoguchi.exports import operations, queries
from madoguchi.exports.contracts import Export, ExportDraft
from madoguchi.web.files_out import send_archive
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@get("/export", tags=["Export"], summary="The latest exports")
async def show_all(by: By, desk: GivenDesk) -> list[Export]:
    """List the latest exports, the newest first."""
    return await desk.store.read(queries.latest_exports, by=by)


@post("/export", tags=["Export"], summary="Ask for an export")
async def ask(
    request: Asked, data: JSONBody[ExportDraft], by: By, desk: GivenDesk
) -> Response[Export]:
    """Ask for everything, as a zip of JSON lines and attachments; it is made beside the work."""
    return await once(request, operations.ask, data, by=by)


@get("/export/{export_id:int}", tags=["Export"], summary="How far an export is")
async def show(export_id: PathId, by: By, desk: GivenDesk) -> Export:
    """Show an export and its progress."""
    return await desk.store.read(queries.export, export_id, by=by)


@get(
    "/export/{export_id:int}/file",
    tags=["Export"],
    summary="Download an export",
    media_type="application/zip",
)
async def download(export_id: PathId, by: By, desk: GivenDesk) -> Stream:
    """Send the file of a ready export."""
    file = await desk.store.read(queries.export_file, export_id, by=by)
    return await send_archive(desk.blobs, file.blob, file.name, file.size)
