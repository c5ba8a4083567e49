"""What a person may ask of us: a file with everything, or to be erased."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.response import Stream

from madoguchi.privacy import queries
from madoguchi.privacy.contracts import Erasure, ErasurePlan, PersonRequest
from madoguchi.privacy.operations import asking
from madoguchi.web.files_out import send_archive
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


@get(
    "/customers/{customer_id:int}/person-requests",
    tags=["Privacy"],
    summary="What was asked about a person",
)
async def show_all(customer_id: PathId, by: By, desk: GivenDesk) -> list[PersonRequest]:
    """List the exports and erasures that were asked for, the latest first; supervisors."""
    return await desk.store.read(queries.requests_of, customer_id, by=by)


@get(
    "/customers/{customer_id:int}/erasure-plan",
    tags=["Privacy"],
    summary="What an erasure would do",
)
async def plan(customer_id: PathId, by: By, desk: GivenDesk) -> ErasurePlan:
    """Say what would go, and what the law makes us keep without the person's names; owners."""
    return await desk.store.read(queries.plan, customer_id, by=by)


@post("/customers/{customer_id:int}/export", tags=["Privacy"], summary="Everything about a person")
async def export(request: Asked, customer_id: PathId, by: By) -> Response[PersonRequest]:
    """Ask for a file that the person can be given; supervisors."""
    return await once(request, asking.ask_export, customer_id, by=by)


@post("/customers/{customer_id:int}/erase", tags=["Privacy"], summary="Erase a person")
async def erase(
    request: Asked, customer_id: PathId, data: JSONBody[Erasure], by: By
) -> Response[PersonRequest]:
    """Ask for the erasure of a person, which cannot be undone; owners."""
    return await once(request, asking.ask_erasure, customer_id, data.reason, by=by)


@get("/person-requests/{request_id:int}", tags=["Privacy"], summary="How far a request is")
async def show(request_id: PathId, by: By, desk: GivenDesk) -> PersonRequest:
    """Show what was asked about a person, and how far it is."""
    return await desk.store.read(queries.request, request_id, by=by)


@get(
    "/person-requests/{request_id:int}/file",
    tags=["Privacy"],
    summary="Download a person's file",
    media_type="application/zip",
)
async def download(request_id: PathId, by: By, desk: GivenDesk) -> Stream:
    """Send the file of a ready export."""
    file = await desk.store.read(queries.request_file, request_id, by=by)
    return await send_archive(desk.blobs, file.blob, file.name, file.size)
