"""Sheets about a partner: handed over each day, gone through each month; as data and to print."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Annotated

from litestar import MediaType, Response, get
from litestar.params import FromQuery, QueryParameter

from madoguchi.language.catalogue import LOCALES, text
from madoguchi.partners.contracts.reports import Cause, HandOver, KindFigures, Packet
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.queries import reports
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.wording import (
    choice_name,
    field_name,
    kind_name,
    moment_text,
    values_text,
)
from madoguchi.web.csv_out import BOM, row_of
from madoguchi.web.guards import By
from madoguchi.web.inputs import PathId
from madoguchi.web.state import GivenDesk

Month = Annotated[str, QueryParameter(description="Such as `2026-11`, in the partner's zone.")]

_COUNTS = (
    "asked", "answered", "declined", "withdrawn", "waiting", "in_time", "late", "median_s", "p90_s",
)  # fmt: skip
_HEADS = {
    "asked": "count_asked",
    "answered": "count_answered",
    "declined": "count_declined",
    "withdrawn": "count_withdrawn",
    "waiting": "count_waiting",
    "in_time": "in_time",
    "late": "count_late",
    "median_s": "median",
    "p90_s": "p90",
}


@get("/partners/{partner_id:int}/hand-over", tags=["Partners"], summary="A day with a partner")
async def show_hand_over(
    partner_id: PathId, by: By, desk: GivenDesk, day: FromQuery[date | None] = None
) -> HandOver:
    """List what is owed, what waits on us, and what was asked and answered on a day of theirs."""
    return await desk.store.read(reports.hand_over, partner_id, day, by=by)


@get(
    "/partners/{partner_id:int}/hand-over/page",
    tags=["Partners"],
    summary="A day with a partner, to print",
    media_type=MediaType.HTML,
)
async def print_hand_over(
    partner_id: PathId, by: By, desk: GivenDesk, day: FromQuery[date | None] = None
) -> Response[str]:
    """Return the same as a page to print, with a box to tick for each request."""
    found = await desk.store.read(reports.hand_over, partner_id, day, by=by)
    locale, zone = _locale(by.locale), found.partner.zone
    parts = [
        _requests(name, items, locale, zone)
        for name, items in (
            ("owed", found.owed),
            ("ours", found.ours),
            ("asked", found.asked),
            ("answered", found.answered),
        )
    ]
    title = f"{_say('hand_over', locale)} · {escape(found.partner.name)} · {found.day.isoformat()}"
    at = escape(moment_text(found.made_at, locale, zone))
    foot = (
        f'<p class="quiet">{_say("made_at", locale, at=f"{at} ({zone})")}</p>'
        f'<p class="signed">{_say("signed", locale)}: ________________</p>'
    )
    return _page(title, "".join(parts) + foot, locale)


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
    rows = [row_of(("kind", *_COUNTS))]
    rows += [
        row_of((figures.kind or "all", *(getattr(figures, name) for name in _COUNTS)))
        for figures in (*found.kinds, found.total)
    ]
    rows += [row_of(()), row_of(("kind", "field", "value", "count"))]
    rows += [row_of((each.kind, each.field, each.value, each.count)) for each in found.causes]
    name = f"partner-{partner_id}-{found.month}.csv"
    return Response(
        BOM + b"".join(rows),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@get(
    "/partners/{partner_id:int}/packet/page",
    tags=["Partners"],
    summary="A month with a partner, to print",
    media_type=MediaType.HTML,
)
async def print_packet(partner_id: PathId, by: By, desk: GivenDesk, month: Month) -> Response[str]:
    """Return the same as a page to print."""
    found = await desk.store.read(reports.packet, partner_id, month, by=by)
    locale = _locale(by.locale)
    heads = "".join(f"<th>{_say(_HEADS[name], locale)}</th>" for name in _COUNTS)
    rows = "".join(_figures(each, locale) for each in (*found.kinds, found.total))
    table = f"<table><thead><tr><th>{_say('kind', locale)}</th>{heads}</tr></thead>{rows}</table>"
    causes = "".join(_cause(each, locale) for each in found.causes)
    repeated = f'<p class="quiet">{_say("none", locale)}</p>'
    if causes:
        repeated = (
            f"<table><thead><tr><th>{_say('kind', locale)}</th><th>{_say('cause', locale)}</th>"
            f"<th>{_say('times', locale)}</th></tr></thead>{causes}</table>"
        )
    body = (
        f'{table}<p class="quiet">{_say("working_time", locale)}</p>'
        f"<h2>{_say('causes', locale)}</h2>{repeated}"
    )
    title = f"{_say('packet', locale)} · {escape(found.partner.name)} · {escape(found.month)}"
    return _page(title, body, locale)


def _requests(name: str, items: list[PartnerRequest], locale: str, zone: str) -> str:
    head = f"<h2>{_say(name, locale)} <small>{len(items)}</small></h2>"
    if not items:
        return f'{head}<p class="quiet">{_say("none", locale)}</p>'
    columns = ("kind", "reference", "wanted", "asked_at", "due", "state")
    names = {
        "reference": text("partners.portal.reference", locale),
        "asked_at": text("partners.portal.asked_at", locale),
    }
    heads = "".join(f"<th>{escape(names.get(c) or _plain(c, locale))}</th>" for c in columns)
    rows = "".join(_request(each, locale, zone) for each in items)
    return f'{head}<table class="requests"><thead><tr><th></th>{heads}</tr></thead>{rows}</table>'


def _request(request: PartnerRequest, locale: str, zone: str) -> str:
    wanted = values_text(KINDS[request.kind].wanted, request.wanted, locale, zone)
    said = "; ".join(f"{name} {value}" for name, value in wanted)
    words = request.translations.get(locale, request.text)
    due = "" if request.due_at is None else moment_text(request.due_at, locale, zone)
    cells = (
        kind_name(request.kind, locale),
        request.reference,
        " — ".join(part for part in (said, words) if part),
        moment_text(request.asked_at, locale, zone),
        due,
        text(f"partners.state.{request.state}", locale),
    )
    return f"<tr><td>☐</td>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _figures(figures: KindFigures, locale: str) -> str:
    name = _plain("all", locale) if figures.kind is None else kind_name(figures.kind, locale)
    cells = "".join(
        f"<td>{_span(getattr(figures, each)) if each.endswith('_s') else getattr(figures, each)}"
        "</td>"
        for each in _COUNTS
    )
    tag = "tfoot" if figures.kind is None else "tbody"
    return f"<{tag}><tr><th>{escape(name)}</th>{cells}</tr></{tag}>"


def _cause(cause: Cause, locale: str) -> str:
    if cause.field == "reference":
        what = f"{text('partners.portal.reference', locale)}: {cause.value}"
    else:
        field = next(f for f in KINDS[cause.kind].wanted if f.name == cause.field)
        what = f"{field_name(field, locale)}: {choice_name(field, cause.value, locale)}"
    cells = (kind_name(cause.kind, locale), what, str(cause.count))
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _span(seconds: int | None) -> str:
    """A length of working time as hours and minutes; days would not say whose."""
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _page(title: str, body: str, locale: str) -> Response[str]:
    page = (
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="/static/sheet.css">'
        f"<main><h1>{title}</h1>{body}</main></html>"
    )
    return Response(page, media_type=MediaType.HTML, headers={"Cache-Control": "private, no-store"})


def _locale(locale: str) -> str:
    return locale if locale in LOCALES else "en"


def _plain(key: str, locale: str) -> str:
    return text(f"partners.sheet.{key}", locale)


def _say(key: str, locale: str, **params: str) -> str:
    return escape(text(f"partners.sheet.{key}", locale, **params))
