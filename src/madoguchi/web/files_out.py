"""How a file goes out: as what it is and never as a page, whole or in parts."""

from __future__ import annotations

import re

from litestar import Response
from litestar.response import Stream

from madoguchi.desk.files.names import disposition
from madoguchi.desk.queries.attachments import StoredFile
from madoguchi.kernel.blobs import Blobs, sha256_of
from madoguchi.kernel.errors import NotFound
from madoguchi.web.inputs import Asked

# These alone are drawn by a browser in the desk's own name; they were drawn anew when they came.
INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp"}
SANDBOX = "default-src 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")

FileAnswer = Stream | Response[bytes]


async def send_whole(request: Asked, blobs: Blobs, file: StoredFile) -> FileAnswer:
    """Answer with a file, or the part of it that `Range` asks for (one range; RFC 9110, 14)."""
    attachment = file.attachment
    headers = _headers(file.blob, attachment.name, attachment.content_type)
    if _is_known(request, headers):
        return Response(b"", status_code=304, headers=headers)
    headers["Accept-Ranges"] = "bytes"
    size = attachment.size
    start, end = 0, size
    status = 200
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked and (asked[1] or asked[2]) and _range_is_of(request, headers):
        start, end = _part(asked[1], asked[2], size)
        if start >= end:
            headers["Content-Range"] = f"bytes */{size}"
            return Response(b"", status_code=416, headers=headers)
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    content = (
        await blobs.read(file.blob, start, end) if status == 206 else await blobs.read(file.blob)
    )
    return Stream(content, status_code=status, headers=headers, media_type=attachment.content_type)


async def send_thumbnail(request: Asked, blobs: Blobs, file: StoredFile) -> FileAnswer:
    """Answer with a picture at most 480 pixels wide and high; a small one is its own thumbnail."""
    if file.attachment.width is None:
        raise NotFound("attachment.not_found")
    if file.thumbnail_blob is None:
        return await send_whole(request, blobs, file)
    headers = _headers(file.thumbnail_blob, file.attachment.name, "image/webp")
    if _is_known(request, headers):
        return Response(b"", status_code=304, headers=headers)
    content = await blobs.read(file.thumbnail_blob)
    return Stream(content, headers=headers, media_type="image/webp")


async def send_archive(blobs: Blobs, blob: str, name: str, size: int) -> Stream:
    """Answer with a zip that was made for one reader: nothing on the way keeps it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size),
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, no-store",
    }
    return Stream(await blobs.read(blob), headers=headers, media_type="application/zip")


def _headers(blob: str, name: str, content_type: str) -> dict[str, str]:
    return {
        "Content-Disposition": disposition(name, inline=content_type in INLINE),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        # Asked after each time, so that what was taken out is gone for everybody.
        "Cache-Control": "private, no-cache",
        "ETag": f'"{sha256_of(blob)}"',
    }


def _is_known(request: Asked, headers: dict[str, str]) -> bool:
    return headers["ETag"] in request.headers.get("if-none-match", "")


def _range_is_of(request: Asked, headers: dict[str, str]) -> bool:
    """Say whether the part is wanted of the content as it is now (If-Range)."""
    return request.headers.get("if-range", headers["ETag"]) == headers["ETag"]


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(int(last) + 1 if last else size, size)
