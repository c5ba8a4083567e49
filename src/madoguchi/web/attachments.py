"""Files of the desk's own people: uploaded loose, shown to whoever may see the shop."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import QueryParameter

from madoguchi.desk.contracts import Attachment
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.queries.attachments import attachment
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.ids import LARGEST
from madoguchi.shops import queries as shops
from madoguchi.web.files_out import SANDBOX, FileAnswer, send_thumbnail, send_whole
from madoguchi.web.guards import By
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.papers.drawing import draw
from madoguchi.web.state import GivenDesk
from madoguchi.web.uploads import take

QueryShop = Annotated[int, QueryParameter(ge=1, le=LARGEST, description="The shop it is for.")]


@post("/attachments", tags=["Attachments"], summary="Upload a file")
async def upload(
    request: Asked, by: By, desk: GivenDesk, shop_id: QueryShop
) -> Response[Attachment]:
    """Take the field `file` of a multipart form; hang it on a message by its id within a day."""
    await desk.store.read(shops.visible, shop_id, by=by)
    return await take(request, desk, shop_id=shop_id, uploader=sender_of(by))


@get("/attachments/{attachment_id:int}", tags=["Attachments"], summary="A file")
async def show(request: Asked, attachment_id: PathId, by: By, desk: GivenDesk) -> FileAnswer:
    """Send a file; pictures to be shown, everything else to be saved."""
    file = await desk.store.read(attachment, attachment_id, by=by)
    return await send_whole(request, desk.blobs, file)


@get("/attachments/{attachment_id:int}/thumbnail", tags=["Attachments"], summary="A picture, small")
async def show_thumbnail(
    request: Asked, attachment_id: PathId, by: By, desk: GivenDesk
) -> FileAnswer:
    """Send a picture at most 480 pixels wide and high."""
    file = await desk.store.read(attachment, attachment_id, by=by)
    return await send_thumbnail(request, desk.blobs, file)


@get(
    "/attachments/{attachment_id:int}/pages/{number:int}",
    tags=["Attachments"],
    summary="A page of a PDF, as a picture",
)
async def show_page(
    attachment_id: PathId, number: PathId, by: By, desk: GivenDesk
) -> Response[bytes]:
    """Draw a page of a PDF as WebP; `Page-Count` says how many there are.

    422 for a file that is damaged or locked, 429 while many are being drawn.
    """
    file = await desk.store.read(attachment, attachment_id, by=by)
    if file.attachment.content_type != "application/pdf":
        raise NotFound("attachment.not_found")
    content = b"".join([piece async for piece in await desk.blobs.read(file.blob)])
    drawn = await draw(content, number)
    headers = {
        "Page-Count": str(drawn.pages),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    return Response(drawn.picture, headers=headers, media_type="image/webp")
