"""Orders brought in from a file: looked at first, taken in beside the work, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from madoguchi.connectors.files import queries
from madoguchi.connectors.files.contracts import (
    OrderImport,
    OrderImportPreview,
    OrderImportWish,
    PreviewedOrder,
)
from madoguchi.connectors.files.operations import choosing
from madoguchi.connectors.files.workbooks import is_workbook, to_csv
from madoguchi.kernel.errors import TooLarge
from madoguchi.kernel.ids import LARGEST
from madoguchi.language.catalogue import text
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.shops import queries as shops
from madoguchi.web.chosen_files import LARGEST_FILE, ToldFault, content_of, in_words, keep
from madoguchi.web.csv_out import BOM, row_of
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import Desk, GivenDesk
from madoguchi.web.uploads import take_table

_FORM_BYTES = 16 * 1024
QueryShop = Annotated[int, QueryParameter(ge=1, le=LARGEST, description="Whose orders they are.")]


class OrdersPreview(msgspec.Struct, frozen=True):
    """How the first rows of a file are understood; nothing is stored but the file."""

    of: OrderImport
    rows: list[list[str]]
    orders: list[PreviewedOrder]
    faults: list[ToldFault]


@get("/order-imports", tags=["Imports"], summary="The latest imports of orders")
async def show_all(by: By, desk: GivenDesk) -> list[OrderImport]:
    """List the latest imports, the newest first; supervisors."""
    return await desk.store.read(queries.latest_imports, by=by)


@post("/order-imports", tags=["Imports"], summary="Choose a file of orders", anew=True)
async def choose(request: Asked, by: By, desk: GivenDesk, shop_id: QueryShop) -> OrdersPreview:
    """Take the field `file` of a multipart form (CSV or an Excel workbook), and show it.

    Whose export it is, how it is written and which column is which field is found out.
    """
    supervisor_only(by)
    await desk.store.read(shops.visible, shop_id, by=by)
    if int(request.headers.get("content-length") or 0) > LARGEST_FILE + _FORM_BYTES:
        # Said before the first byte is read.
        raise TooLarge(
            "storage.file_too_large", field="file", megabytes=LARGEST_FILE // (1024 * 1024)
        )
    name, content = await take_table(request, desk, LARGEST_FILE)
    if is_workbook(content):
        content = await asyncio.to_thread(to_csv, content)
    given = await asyncio.to_thread(choosing.read_file, content)

    def note(blob: str) -> Awaitable[OrderImportPreview]:
        return desk.store.write(choosing.keep_file, shop_id, name, blob, given, by=by)

    return _told(await keep(desk, content, note), by.locale)


@post(
    "/order-imports/{import_id:int}/look",
    tags=["Imports"],
    summary="Understand the orders' file otherwise",
    status_code=HTTP_200_OK,
    anew=True,
)
async def look_again(
    import_id: PathId, data: JSONBody[OrderImportWish], by: By, desk: GivenDesk
) -> OrdersPreview:
    """Read the file with another charset, delimiter, zone, currency or columns, and show it."""
    before = await desk.store.read(queries.import_of, import_id, by=by)
    given = await asyncio.to_thread(
        choosing.read_file,
        await _content(desk, import_id),
        encoding=data.encoding if isinstance(data.encoding, str) else before.encoding,
        delimiter=data.delimiter if isinstance(data.delimiter, str) else before.delimiter,
    )
    return _told(
        await desk.store.write(choosing.look_again, import_id, data, given, by=by), by.locale
    )


@post(
    "/order-imports/{import_id:int}/begin",
    tags=["Imports"],
    summary="Take the orders in",
    status_code=HTTP_200_OK,
)
async def begin(request: Asked, import_id: PathId, by: By) -> Response[OrderImport]:
    """Take the orders in beside the work; one that broke off goes on where it was."""
    return await once(request, choosing.begin, import_id, by=by)


@post(
    "/order-imports/{import_id:int}/undo",
    tags=["Imports"],
    summary="Take an import of orders back",
    status_code=HTTP_200_OK,
)
async def undo(request: Asked, import_id: PathId, by: By) -> Response[OrderImport]:
    """Take back what the import made and changed; orders that changed since stay."""
    return await once(request, choosing.undo, import_id, by=by)


@get("/order-imports/{import_id:int}", tags=["Imports"], summary="How far an import of orders is")
async def show(import_id: PathId, by: By, desk: GivenDesk) -> OrderImport:
    """Show an import and its progress."""
    return await desk.store.read(queries.import_of, import_id, by=by)


@get(
    "/order-imports/{import_id:int}/faults",
    tags=["Imports"],
    summary="Rows of orders that were not taken",
)
async def show_faults(import_id: PathId, by: By, desk: GivenDesk) -> list[ToldFault]:
    """List the first thousand rows that were not taken, by line, each with the reason."""
    found = await desk.store.read(queries.faults_of, import_id, by=by)
    return in_words(found, by.locale)


@get(
    "/order-imports/{import_id:int}/faults.csv",
    tags=["Imports"],
    summary="Rows of orders that were not taken, as a table",
    media_type="text/csv",
)
async def download_faults(import_id: PathId, by: By, desk: GivenDesk) -> Stream:
    """Send every row that was not taken: its line, the reason, and how it begins."""
    first = await desk.store.read(queries.faults_of, import_id, by=by)

    async def lines() -> AsyncIterator[bytes]:
        titles = (f"order_import.csv_{column}" for column in ("line", "reason", "begins"))
        yield BOM + row_of([text(each, by.locale) for each in titles])
        page = first
        while page:
            told = in_words(page, by.locale)
            yield b"".join(row_of([each.line, each.text, each.begins]) for each in told)
            page = await desk.store.read(queries.faults_of, import_id, by=by, after=told[-1].line)

    headers = {
        "Content-Disposition": f'attachment; filename="order-import-{import_id}-faults.csv"',
        "Cache-Control": "private, no-store",
    }
    return Stream(lines(), headers=headers, media_type="text/csv; charset=utf-8")


async def _content(desk: Desk, import_id: int) -> bytes:
    _, blob, _ = await desk.store.read(queries.place_of, import_id)
    return await content_of(desk, blob)


def _told(preview: OrderImportPreview, locale: str) -> OrdersPreview:
    faults = in_words(preview.faults, locale)
    return OrdersPreview(preview.of, preview.rows, preview.orders, faults)
