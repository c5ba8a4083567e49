"""The frame of the portal's pages, and the parts that several of them share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from litestar import MediaType, Response

from madoguchi.kernel.errors import Refusal
from madoguchi.language.catalogue import LOCALES, OWN_NAMES, text
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.rules.wording import kind_name, moment_text
from madoguchi.web.portal.door import HEADERS


def say(key: str, locale: str, **params: str | int) -> str:
    """A text of the portal, ready for HTML."""
    return escape(text(f"partners.portal.{key}", locale, **params))


def page(
    title: str, body: str, locale: str, *, by: PartnerCaller | None = None, status: int = 200
) -> Response[str]:
    """Return a page; `title` is plain text, `body` HTML."""
    head = ""
    if by is not None:
        name = escape(by.partner.name)
        who = "" if by.name == by.partner.name else f"<span>{escape(by.name)}</span>"
        head = (
            f'<header><a href="/portal"><b>{name}</b></a>{who}'
            f'<form method="post" action="/portal/sign-out"><button class="plain">'
            f"{say('sign_out', locale)}</button></form></header>"
        )
    foot = "" if by is None else f"<footer>{_speaking(locale)}</footer>"
    made = (
        f'<!doctype html><html lang="{escape(locale)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/portal.css">'
        '<script src="/static/portal.js" defer></script>'
        f"{head}<main>{body}</main>{foot}</html>"
    )
    return Response(made, status_code=status, media_type=MediaType.HTML, headers=HEADERS)


def problem(words: str, key: str = "") -> str:
    """A sentence on what is wrong, where a reader and a screen reader find it."""
    anchor = f' id="{escape(key)}-problem"' if key else ""
    return f'<p class="problem" role="alert"{anchor}>{escape(words)}</p>'


def told(refusal: Refusal, locale: str) -> str:
    """A refusal in words."""
    return text(refusal.key, locale, **refusal.params)


def refused(refusal: Refusal, locale: str, by: PartnerCaller | None = None) -> Response[str]:
    """Return a page that says only what was refused, and leads back."""
    body = (
        f"{problem(told(refusal, locale))}"
        f'<p><a class="button" href="/portal">{say("back", locale)}</a></p>'
    )
    title = text("partners.portal.title", locale)
    return page(title, body, locale, by=by, status=refusal.status)


def languages(path: str, locale: str) -> str:
    """The page in the other languages, for who cannot read this one."""
    links = "".join(
        f'<a href="{escape(path)}?{urlencode({"lang": each})}" lang="{each}" hreflang="{each}"'
        f"{' aria-current=true' if each == locale else ''}>{OWN_NAMES[each]}</a>"
        for each in LOCALES
    )
    return f'<nav class="languages">{links}</nav>'


def _speaking(locale: str) -> str:
    """The languages of the portal to choose from, for who is in it."""
    buttons = "".join(
        f'<button class="plain" name="locale" value="{each}" lang="{each}"'
        f"{' aria-current=true' if each == locale else ''}>{OWN_NAMES[each]}</button>"
        for each in LOCALES
    )
    return f'<form method="post" action="/portal/language" class="languages">{buttons}</form>'


def due(request: PartnerRequest, now: datetime, locale: str, zone: str) -> str:
    """When a request is due, with what is left of the time; a script counts it on."""
    if request.due_at is None:
        return ""
    late = request.due_at <= now
    at = moment_text(request.due_at, locale, zone)
    words = say("late" if late else "due", locale, due=at)
    left = "" if late else f" <b data-left>{escape(left_text(request.due_at, now, locale))}</b>"
    return (
        f'<time class="due{" late" if late else ""}" datetime="{request.due_at.isoformat()}"'
        f' data-late="{say("late", locale, due=at)}">{words}{left}</time>'
    )


def counting(locale: str) -> str:
    """The words by which the script counts down, as attributes of the list they stand around."""
    words = {
        "left": text("partners.portal.left", locale, left="{left}"),
        "days": text("partners.portal.days", locale, d="{d}", h="{h}"),
        "hours": text("partners.portal.hours", locale, h="{h}", m="{m}"),
        "minutes": text("partners.portal.minutes", locale, m="{m}", s="{s}"),
    }
    return " ".join(f'data-{name}="{escape(each)}"' for name, each in words.items())


def left_text(due_at: datetime, now: datetime, locale: str) -> str:
    """How long there is until an instant that is still to come."""
    seconds = int((due_at - now).total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        left = text("partners.portal.days", locale, d=days, h=hours % 24)
    elif hours:
        left = text("partners.portal.hours", locale, h=hours, m=minutes % 60)
    else:
        left = text("partners.portal.minutes", locale, m=minutes, s=seconds % 60)
    return text("partners.portal.left", locale, left=left)


def heading(request: PartnerRequest, locale: str) -> str:
    """What a request is, and which thing it is about."""
    reference = escape(request.reference) or say("no_reference", locale)
    kind = escape(kind_name(request.kind, locale))
    return f'{kind} <span class="reference"><bdi>{reference}</bdi></span>'


def listed(rows: Sequence[tuple[str, str]]) -> str:
    """Names and what was given for them."""
    if not rows:
        return ""
    inside = "".join(f"<div><dt>{escape(n)}</dt><dd>{escape(v)}</dd></div>" for n, v in rows)
    return f"<dl>{inside}</dl>"
