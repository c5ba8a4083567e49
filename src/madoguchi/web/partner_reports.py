"""Sheets about a partner, handed over each day, gone through each month: as data, pages, files."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from litestar import MediaType, Response, get
from litestar.params import FromQuery, QueryParameter

from madoguchi.language.catalogue import LOCALES
from madoguchi.partners.contracts.reports import HandOver, Packet
from madoguchi.partners.queries import days, reports
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.fields import check_locale
from madoguchi.web.csv_out import BOM, row_of
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.partner_sheets import COUNTS, hand_over_page, packet_page
from madoguchi.web.partner_workbooks import workbook
from madoguchi.web.state import GivenDesk

Month = Annotated[str, QueryParameter(description="Such as `2026-11`, in the partner's zone.")]
Language = Annotated[
    str | None,
    QueryParameter(
        description="Whose eyes it is for: a language of ours; the reader's by default."
    ),
]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/partners/{partner_id:int}/hand-over", tags=["Partners"], summary="A day with a partner")
async def show_hand_over(
    partner_id: PathId, by: By, desk: GivenDesk, day: FromQuery[date | None] = None
) -> HandOver:
    """List what is owed, what waits on us, and what was asked and answered on a day of theirs."""
    return await desk.store.read(days.hand_over, partner_id, day, by=by)


@get(
    "/partners/{partner_id:int}/hand-over/page",
    tags=["Partners"],
    summary="A day with a partner, to print",
    media_type=MediaType.HTML,
)
async def print_hand_over(
    partner_id: PathId,
    by: By,
    desk: GivenDesk,
    day: FromQuery[date | None] = None,
    locale: Language = None,
) -> Response[str]:
    """Return the same as a page to print, with a box to tick for each request."""
    spoken = _locale(by, locale)
    found = await desk.store.read(days.hand_over, partner_id, day, by=by)
    return hand_over_page(found, spoken)


@get("/partners/{partner_id:int}/packet", tags=["Partners"], summary="A month with a partner")
async def show_packet(partner_id: PathId, by: By, desk: GivenDesk, month: Month) -> Packet:
    """Count a month's requests by kind, with turn-around in the partner's own working time."""
    return await desk.store.read(reports.packet, partner_id, month, by=by)


@get(
    "/partners/{partner_id:int}/packet/csv",
    tags=["Partners"],
    summary="A month with a partner, as a file",
    media_type="text/csv",
)
async def export_packet(
    partner_id: PathId, by: By, desk: GivenDesk, month: Month
) -> Response[bytes]:
    """Return the same as CSV: the kinds, then what came up more than once."""
    found = await desk.store.read(reports.packet, partner_id, month, by=by)
    rows = [row_of(("kind", *COUNTS))]
    rows += [
        row_of((figures.kind or "all", *(getattr(figures, name) for name in COUNTS)))
        for figures in (*found.kinds, found.total)
    ]
    rows += [row_of(()), row_of(("kind", "field", "value", "count"))]
    rows += [row_of((each.kind, each.field, each.value, each.count)) for each in found.causes]
    return _file(b"".join((BOM, *rows)), f"partner-{partner_id}-{found.month}.csv", "text/csv")


@get(
    "/partners/{partner_id:int}/packet/xlsx",
    tags=["Partners"],
    summary="A month with a partner, for Excel",
    media_type=EXCEL,
)
async def export_workbook(
    partner_id: PathId, by: By, desk: GivenDesk, month: Month, locale: Language = None
) -> Response[bytes]:
    """Return the same as a workbook, with each request of the month on a sheet of its own."""
    spoken = _locale(by, locale)
    found = await desk.store.read(reports.packet, partner_id, month, by=by)
    asked = await desk.store.read(reports.details, partner_id, month, by=by)
    made = await asyncio.to_thread(workbook, found, asked, spoken)
    return _file(made, f"partner-{partner_id}-{found.month}.xlsx", EXCEL)


@get(
    "/partners/{partner_id:int}/packet/page",
    tags=["Partners"],
    summary="A month with a partner, to print",
    media_type=MediaType.HTML,
)
async def print_packet(
    partner_id: PathId, by: By, desk: GivenDesk, month: Month, locale: Language = None
) -> Response[str]:
    """Return the same as a page to print."""
    spoken = _locale(by, locale)
    return packet_page(await desk.store.read(reports.packet, partner_id, month, by=by), spoken)


def _file(content: bytes, name: str, kind: str) -> Response[bytes]:
    return Response(
        content,
        media_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _locale(by: Actor, wished: str | None) -> str:
    """Return the language of a sheet: as wished, else the reader's own."""
    if wished is not None:
        return check_locale(wished)
    return by.locale if by.locale in LOCALES else "en"
