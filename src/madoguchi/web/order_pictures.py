"""Pictures of what was ordered, small, beside the talk: from our own house alone.

They lie with the shop's platform. Were a screen to ask there, whoever keeps them would learn who
looks at which order; so the server fetches each once and draws it anew.
"""

from __future__ import annotations

from typing import Annotated

import structlog
from litestar import Response, get
from litestar.params import PathParameter
from litestar.response import Stream

from madoguchi.connectors.pictures import keeping
from madoguchi.connectors.pictures.fetching import PATIENCE, fetch
from madoguchi.kernel.blobs import sha256_of
from madoguchi.kernel.errors import NotFound, Refusal, Unavailable
from madoguchi.kernel.outward import client
from madoguchi.kernel.transaction import View
from madoguchi.orders.queries import orders
from madoguchi.people.contracts import Actor
from madoguchi.web.files_out import SANDBOX, FileAnswer
from madoguchi.web.guards import By
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import Desk, GivenDesk

LARGEST = 12 * 1024 * 1024
Place = Annotated[int, PathParameter(ge=0, le=10_000)]

log = structlog.get_logger("madoguchi.web")


@get(
    "/orders/{order_id:int}/lines/{line:int}/picture",
    tags=["Orders"],
    summary="The picture of what was ordered",
)
async def show(
    request: Asked, order_id: PathId, line: Place, by: By, desk: GivenDesk
) -> FileAnswer:
    """Send the picture of a line, counted from 0, at most 480 pixels wide and high.

    404 where the platform has told of none, or it was not to be had within the last hour.
    """
    address = await desk.store.read(address_of, order_id, line, by=by)
    kept = await desk.store.read(keeping.kept, address)
    if kept is None:
        # A customer's orders are shown many at once: no more than a few are asked for at a time.
        async with desk.pictures:
            kept = await desk.store.read(keeping.kept, address) or await _fetched(desk, address)
    if kept.blob is None:
        raise NotFound("photo.not_there")
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
        "ETag": f'"{sha256_of(kept.blob)}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    content = await desk.blobs.read(kept.blob)
    return Stream(content, headers=headers, media_type=kept.content_type)


def address_of(view: View, order_id: int, line: int, *, by: Actor) -> str:
    """Return where a platform keeps the picture of a line. Raises `NotFound`."""
    lines = orders.order(view, order_id, by=by).lines
    picture = lines[line].picture if line < len(lines) else ""
    if not picture.startswith("https://"):
        raise NotFound("photo.not_there")
    return picture


async def _fetched(desk: Desk, address: str) -> keeping.Kept:
    """Fetch a picture and keep it small; what is none, or not to be had, is noted as that."""
    found = keeping.Kept(None, "")
    private = desk.settings.shops_at_private_addresses
    try:
        with desk.blobs.receive(LARGEST) as incoming:
            async with client(private=private, patience=PATIENCE) as outside:
                given = await fetch(outside, address, incoming)
            picture = (await desk.examiner.examine(incoming, given)).picture
            if picture is not None and picture.thumbnail is not None:
                found = keeping.Kept(await desk.blobs.put(picture.thumbnail), "image/webp")
            elif picture is not None:
                blob = await desk.blobs.put(picture.content)
                found = keeping.Kept(blob, picture.kind.content_type)
    except Unavailable:
        raise
    except Refusal as refusal:
        log.info("order_picture_missed", why=refusal.key)
    return await desk.store.write(keeping.keep, address, found)
