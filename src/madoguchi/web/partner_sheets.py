"""Sheets about a partner as pages: to hand over, to go through, to print; in either's language."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

from litestar import MediaType, Response

from madoguchi.language.catalogue import LOCALES, OWN_NAMES, text
from madoguchi.partners.contracts.reports import Cause, HandOver, KindFigures, Packet
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.rules.wording import (
    choice_name,
    field_name,
    kind_name,
    moment_text,
    values_text,
    yes_no_name,
    zone_text,
)

COUNTS = (
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


def hand_over_page(found: HandOver, locale: str) -> Response[str]:
    """A day with a partner, with a box to tick for each request."""
    zone = found.partner.zone
    parts = [
        _requests(_say(name, locale, partner=found.partner.name), items, locale, zone)
        for name, items in (
            ("owed", found.owed),
            ("ours", found.ours),
            ("asked", found.asked),
            ("answered", found.answered),
        )
    ]
    at = escape(moment_text(found.made_at, locale, zone))
    foot = (
        f'<p class="quiet">{_say("made_at", locale, at=f"{at} ({zone_text(zone, locale)})")}</p>'
        f'<p class="signed">{_say("signed", locale)}: ________________</p>'
    )
    title = f"{_say('hand_over', locale)} · {escape(found.partner.name)} · {found.day.isoformat()}"
    days = [(found.day + timedelta(days=by)).isoformat() for by in (-1, 1)]
    turning = _turning("day", found.day.isoformat(), days[0], days[1], locale)
    return _page(title, turning, "".join(parts) + foot, locale)


def packet_page(found: Packet, locale: str) -> Response[str]:
    """A month with a partner: figures by kind, and what came up more than once."""
    heads = "".join(f"<th>{escape(head_of(name, locale))}</th>" for name in COUNTS)
    rows = "".join(_figures(each, locale) for each in (*found.kinds, found.total))
    table = (
        f'<table class="figures"><thead><tr><th>{_say("kind", locale)}</th>{heads}</tr></thead>'
        f"{rows}</table>"
    )
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
    first = date.fromisoformat(f"{found.month}-01")
    months = [f"{first + timedelta(days=by):%Y-%m}" for by in (-1, 31)]
    files = "".join(
        f'<a href="{kind}?month={found.month}{more}">{name}</a>'
        for kind, name, more in (("xlsx", "Excel", f"&amp;locale={locale}"), ("csv", "CSV", ""))
    )
    turning = _turning("month", found.month, months[0], months[1], locale, files)
    return _page(title, turning, body, locale)


def head_of(count: str, locale: str) -> str:
    """What a column of figures is called."""
    return text(f"partners.sheet.{_HEADS[count]}", locale)


def cause_text(cause: Cause, locale: str) -> str:
    """What came up more than once, in words."""
    if cause.field == "reference":
        colon = text("partners.colon", locale)
        return f"{text('partners.portal.reference', locale)}{colon}{cause.value}"
    kind = KINDS[cause.kind]
    field = next(f for f in (*kind.wanted, *kind.given) if f.name == cause.field)
    said = choice_name(field, cause.value, locale) if field.choices else yes_no_name(False, locale)
    return f"{field_name(field, locale)}{text('partners.colon', locale)}{said}"


def wanted_text(request: PartnerRequest, locale: str, zone: str) -> str:
    """What exactly was asked for, fields and words; in a translation where there is one."""
    wanted = values_text(KINDS[request.kind].wanted, request.wanted, locale, zone)
    colon = text("partners.colon", locale)
    said = "; ".join(f"{name}{colon}{value}" for name, value in wanted)
    words = request.translations.get(locale, request.text)
    return " — ".join(part for part in (said, words) if part)


def span_text(seconds: int | None) -> str:
    """A length of working time as hours and minutes; days would not say whose."""
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _requests(title: str, items: list[PartnerRequest], locale: str, zone: str) -> str:
    head = f"<h2>{title} <small>{len(items)}</small></h2>"
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
    due = "" if request.due_at is None else moment_text(request.due_at, locale, zone)
    cells = (
        kind_name(request.kind, locale),
        request.reference,
        wanted_text(request, locale, zone),
        moment_text(request.asked_at, locale, zone),
        due,
        text(f"partners.state.{request.state}", locale),
    )
    return f"<tr><td>☐</td>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _figures(figures: KindFigures, locale: str) -> str:
    name = _plain("all", locale) if figures.kind is None else kind_name(figures.kind, locale)
    values = [(each, getattr(figures, each)) for each in COUNTS]
    shown = [span_text(value) if each.endswith("_s") else value for each, value in values]
    cells = "".join(f"<td>{each}</td>" for each in shown)
    tag = "tfoot" if figures.kind is None else "tbody"
    return f"<{tag}><tr><th>{escape(name)}</th>{cells}</tr></{tag}>"


def _cause(cause: Cause, locale: str) -> str:
    cells = (kind_name(cause.kind, locale), cause_text(cause, locale), str(cause.count))
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _turning(name: str, shown: str, earlier: str, later: str, locale: str, files: str = "") -> str:
    """What leads to the sheets beside this one and to its other languages; not printed."""
    pages = "".join(
        f'<a href="?{name}={at}&amp;locale={locale}">{_say(word, locale)}</a>'
        for at, word in ((earlier, "earlier"), (later, "later"))
    )
    languages = "".join(
        f'<a href="?{name}={shown}&amp;locale={each}" lang="{each}" hreflang="{each}"'
        f"{' aria-current=true' if each == locale else ''}>{OWN_NAMES[each]}</a>"
        for each in LOCALES
    )
    return f'<nav class="turning"><p>{pages}{files}</p><p>{languages}</p></nav>'


def _page(title: str, turning: str, body: str, locale: str) -> Response[str]:
    page = (
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="/static/sheet.css">'
        f"<main>{turning}<h1>{title}</h1>{body}</main></html>"
    )
    return Response(page, media_type=MediaType.HTML, headers={"Cache-Control": "private, no-store"})


def _plain(key: str, locale: str) -> str:
    return text(f"partners.sheet.{key}", locale)


def _say(key: str, locale: str, **params: str) -> str:
    return escape(text(f"partners.sheet.{key}", locale, **params))
