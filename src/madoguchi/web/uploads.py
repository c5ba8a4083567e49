"""How a file comes in: received onto the disk, examined, stored, then noted as an attachment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import structlog
from litestar import Response
from litestar.exceptions import InternalServerException
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from madoguchi.desk.contracts import Attachment
from madoguchi.desk.files.contracts import Examined
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.kernel.blobs import Incoming
from madoguchi.kernel.errors import Invalid, Refusal, TooLarge, Unavailable
from madoguchi.web.guards import address_of
from madoguchi.web.idempotency import BODY_DIGEST, REPLAYED_HEADER, once
from madoguchi.web.inputs import Asked, boundary_of
from madoguchi.web.state import Desk

LONGEST_SECONDS = 600
"""For one file to arrive: 25 MB over a bad mobile connection."""
_FORM_BYTES = 16 * 1024
"""What the form itself may take beside the file."""

log = structlog.get_logger("madoguchi.web")


async def take(request: Asked, desk: Desk, *, shop_id: int, uploader: str) -> Response[Attachment]:
    """Take the field `file` of a multipart form and answer with the attachment.

    Raises `TooLarge`, `Unsupported`, `Invalid`, `StorageFull` or `Unavailable`; then nothing of
    the file is left.
    """
    limit = desk.settings.attachment_limit
    if int(request.headers.get("content-length") or 0) > limit + _FORM_BYTES:
        raise TooLarge("storage.file_too_large", field="file", megabytes=limit // (1024 * 1024))

    async def receive(incoming: Incoming) -> str:
        return await _receive(request, incoming)

    return await keep_received(request, desk, receive, shop_id=shop_id, uploader=uploader)


async def keep_received(
    request: Asked,
    desk: Desk,
    receive: Callable[[Incoming], Awaitable[str]],
    *,
    shop_id: int,
    uploader: str,
    check: Callable[[Examined], None] = lambda _: None,
) -> Response[Attachment]:
    """Keep what `receive` writes, under the name it returns; see `take`.

    `check` may refuse what it turns out to be.
    """
    stored: list[str] = []
    place = desk.examiner.place(uploader, address_of(request))
    with place, desk.blobs.receive(desk.settings.attachment_limit) as incoming:
        given = await receive(incoming)
        examined = await desk.examiner.examine(incoming, given)
        check(examined)
        try:
            upload = await _store(desk, incoming, examined, stored, shop_id, uploader)
            answer = await _note(request, desk, upload, examined.digest)
        except BaseException:
            await _take_back(desk, stored)
            raise
    if REPLAYED_HEADER in answer.headers:
        await _take_back(desk, stored)
    return answer


async def _store(
    desk: Desk,
    incoming: Incoming,
    examined: Examined,
    stored: list[str],
    shop_id: int,
    uploader: str,
) -> Upload:
    """Store a file and its thumbnail; `stored` grows as it goes, for whoever must undo it."""
    picture = examined.picture
    stored.append(await desk.blobs.put(incoming.file if picture is None else picture.content))
    if picture is not None and picture.thumbnail is not None:
        stored.append(await desk.blobs.put(picture.thumbnail))
    return Upload(
        name=examined.name,
        content_type=examined.kind.content_type,
        size=incoming.size if picture is None else len(picture.content),
        width=None if picture is None else picture.width,
        height=None if picture is None else picture.height,
        blob=stored[0],
        thumbnail_blob=stored[1] if len(stored) > 1 else None,
        shop_id=shop_id,
        uploader=uploader,
    )


async def _note(request: Asked, desk: Desk, upload: Upload, digest: str) -> Response[Attachment]:
    if request.scope.get("user") is None:
        # Visitors' idempotency keys would all be nobody's.
        return Response(await desk.store.write(keep, upload))
    request.scope["state"][BODY_DIGEST] = digest
    return await once(request, keep, upload)


async def _take_back(desk: Desk, stored: list[str]) -> None:
    for name in stored:
        try:
            await desk.blobs.delete(name)
        except Refusal as error:
            # The worker's sweep finds what no attachment needs.
            log.warning("blob_left_behind", blob=name, detail=str(error))


async def _receive(request: Asked, incoming: Incoming) -> str:
    """Write the form's `file` into `incoming` as it arrives; returns the name it was given."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "multipart/form-data":
        raise Invalid("attachment.bad_form", field="file")
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            names = await _parse(request.stream(), boundary_of(parameters), incoming)
    except (MultipartError, InternalServerException) as error:
        # The latter is how the framework says that whoever sent it has gone: nobody reads this.
        raise Invalid("attachment.bad_form", field="file") from error
    except TimeoutError as error:
        raise Unavailable("attachment.too_slow") from error
    if len(names) != 1:
        raise Invalid("attachment.bad_form", field="file")
    return names[0]


async def _parse(
    stream: AsyncGenerator[bytes, None], boundary: str, incoming: Incoming
) -> list[str]:
    """Return the names of the fields called `file`, whose contents `incoming` has taken."""
    names: list[str] = []
    wanted = False
    with PushMultipartParser(boundary, max_segment_count=8) as parser:
        async for chunk in stream:
            for part in parser.parse(chunk):
                if isinstance(part, MultipartSegment):
                    wanted = part.name == "file"
                    if wanted:
                        names.append(part.filename or "")
                elif part and wanted:
                    # Into the page cache: quicker than handing it to a thread.
                    incoming.write(bytes(part))
    return names


async def take_table(request: Asked, desk: Desk, limit: int) -> tuple[str, bytes]:
    """Take the field `file` of a multipart form into memory: its name and what it holds.

    For tables that are read whole; `limit` in bytes. Raises `TooLarge` or `Invalid`.
    """
    with desk.blobs.receive(limit) as incoming:
        given = await _receive(request, incoming)
        incoming.file.seek(0)
        return given, incoming.file.read()
