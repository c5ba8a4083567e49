"""Customers brought in from a table: looked at first, taken in beside the work, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers.contracts.imports import Import, ImportPreview, ImportWish
from madoguchi.customers.operations import importing
from madoguchi.customers.queries import imports
from madoguchi.kernel.ids import LARGEST
from madoguchi.web.chosen_files import LARGEST_FILE, ToldFault, content_of, in_words, keep
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import Desk, GivenDesk
from madoguchi.web.uploads import take_table

QueryShop = Annotated[
    int, QueryParameter(ge=1, le=LARGEST, description="Whose customers they are.")
]


class Preview(msgspec.Struct, frozen=True):
    """How the first rows of a file are understood; nothing is stored but the file."""

    of: Import
    rows: list[list[str]]
    faults: list[ToldFault]


@get("/customer-imports", tags=["Imports"], summary="The latest imports of customers")
async def show_all(by: By, desk: GivenDesk) -> list[Import]:
    """List the latest imports, the newest first; supervisors."""
    return await desk.store.read(imports.latest_imports, by=by)


@post("/customer-imports", tags=["Imports"], summary="Choose a file of customers", anew=True)
async def choose(request: Asked, by: By, desk: GivenDesk, shop_id: QueryShop) -> Preview:
    """Take the field `file` of a multipart form, find out how it is written, and show it."""
    await desk.store.read(imports.check_shop, shop_id, by=by)
    name, content = await take_table(request, desk, LARGEST_FILE)
    given = await asyncio.to_thread(importing.read_file, content)

    def note(blob: str) -> Awaitable[ImportPreview]:
        return desk.store.write(importing.keep_file, shop_id, name, blob, given, by=by)

    return _told(await keep(desk, content, note), by.locale)


@post(
    "/customer-imports/{import_id:int}/look",
    tags=["Imports"],
    summary="Understand the file otherwise",
    status_code=HTTP_200_OK,
    anew=True,
)
async def look_again(
    import_id: PathId, data: JSONBody[ImportWish], by: By, desk: GivenDesk
) -> Preview:
    """Read the file with another charset, delimiter or columns, and show it anew."""
    before = await desk.store.read(imports.import_of, import_id, by=by)
    content = await _content(desk, import_id)
    given = await asyncio.to_thread(
        importing.read_file,
        content,
        encoding=data.encoding if isinstance(data.encoding, str) else before.encoding,
        delimiter=data.delimiter if isinstance(data.delimiter, str) else before.delimiter,
    )
    return _told(
        await desk.store.write(importing.look_again, import_id, data, given, by=by), by.locale
    )


@post(
    "/customer-imports/{import_id:int}/begin",
    tags=["Imports"],
    summary="Take the file in",
    status_code=HTTP_200_OK,
)
async def begin(request: Asked, import_id: PathId, by: By) -> Response[Import]:
    """Take the rows in beside the work; broken ones are told by their line."""
    return await once(request, importing.begin, import_id, by=by)


@post(
    "/customer-imports/{import_id:int}/undo",
    tags=["Imports"],
    summary="Take an import back",
    status_code=HTTP_200_OK,
)
async def undo(request: Asked, import_id: PathId, by: By) -> Response[Import]:
    """Take back exactly what the import made and changed; what was changed since stays."""
    return await once(request, importing.undo, import_id, by=by)


@get("/customer-imports/{import_id:int}", tags=["Imports"], summary="How far an import is")
async def show(import_id: PathId, by: By, desk: GivenDesk) -> Import:
    """Show an import and its progress."""
    return await desk.store.read(imports.import_of, import_id, by=by)


@get(
    "/customer-imports/{import_id:int}/faults",
    tags=["Imports"],
    summary="Rows that were not taken",
)
async def show_faults(import_id: PathId, by: By, desk: GivenDesk) -> list[ToldFault]:
    """List the first thousand rows that were not taken, by line, each with the reason."""
    found = await desk.store.read(imports.faults_of, import_id, by=by)
    return in_words(found, by.locale)


async def _content(desk: Desk, import_id: int) -> bytes:
    blob, _, _ = await desk.store.read(imports.blob_of, import_id)
    return await content_of(desk, blob)


def _told(preview: ImportPreview, locale: str) -> Preview:
    return Preview(preview.of, preview.rows, in_words(preview.faults, locale))
