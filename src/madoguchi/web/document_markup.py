"""The words and HTML of the page behind a document's link: no scripts, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from babel.dates import get_date_format

from madoguchi.customers.vault.contracts import DocumentRequest, Retention, Side
from madoguchi.customers.vault.rules.kinds import FIELDS_OF
from madoguchi.kernel.errors import Refusal
from madoguchi.language.catalogue import CUSTOMER_LOCALES, text
from madoguchi.web.document_forms import (
    DAY_PARTS,
    PHOTO_MEGABYTES,
    consent_of,
    print_of,
    wanted_sides,
)

_NAMES = {"zh-CN": "简体中文", "zh-TW": "繁體中文", "ja": "日本語", "ko": "한국어",
          "fr": "Français", "es": "Español", "en": "English"}  # fmt: skip
_ATTRIBUTES = {
    "name": 'autocomplete="name"',
    "number": 'autocomplete="off" autocapitalize="characters" spellcheck="false"',
    "phone": 'type="tel" autocomplete="tel"',
    "postal_code": 'inputmode="numeric" autocomplete="postal-code"',
    "nationality": 'autocomplete="off" autocapitalize="characters" maxlength="3"',
}


def form(
    request: DocumentRequest,
    *,
    shop: str,
    kept: Retention,
    until: str,
    locale: str,
    texts: Mapping[str, str],
    refusal: Refusal | None,
) -> str:
    """Return the page with its form; `texts` were typed already, `refusal` says what is wrong."""

    def say(key: str, **params: str | int) -> str:
        return escape(text(f"vault.page.{key}", locale, **params))

    kind = text(f"vault.page.kind_{request.kind}", locale)
    wrong = None if refusal is None else refusal.field
    problem = "" if refusal is None else _told(refusal, locale)
    consent = consent_of(request, shop, kept, locale)
    fields = "".join(
        _day(name, _label(request, name, locale), texts, locale, problem if wrong == name else "")
        if name == "expires_on"
        else _field(name, _label(request, name, locale), texts, problem if wrong == name else "")
        for name in FIELDS_OF[request.kind]
    )
    photos = "".join(
        _photo(
            side,
            say(f"photo_{request.kind}_{side}"),
            say("photo_hint", megabytes=PHOTO_MEGABYTES),
            locale,
            problem if wrong == f"photo_{side}" else "",
        )
        for side in wanted_sides(request)
    )
    words = ""
    if request.words:
        words = f"<p><b>{say('words')}</b> <bdi>{escape(request.words)}</bdi></p>"
    notice = ""
    if refusal is not None:
        said = say("mistakes") if wrong else problem
        notice = f'<p class="notice" role="alert">{said}</p>'
    agreed = " checked" if texts.get("consent") == "yes" and wrong != "consent" else ""
    body = (
        f"<h1>{say('heading', shop=shop, kind=kind)}</h1>{notice}"
        f"<section><h2>{say('why')}</h2><p>{say('why_' + request.reason)}</p>{words}</section>"
        f"<section><h2>{say('keeping')}</h2>"
        f"<p>{say('keeping_text', days=kept.after_clearance, longest=kept.longest)}</p></section>"
        f'<form method="post" action="?lang={locale}" enctype="multipart/form-data" novalidate>'
        f'<input type="hidden" name="lang" value="{locale}">'
        f'<input type="hidden" name="shown" value="{print_of(consent)}">'
        f"{fields}{photos}"
        f'<div class="field consent"><label><input type="checkbox" name="consent" value="yes"'
        f"{agreed}{_marks('consent', problem if wrong == 'consent' else '')}>"
        f"<span>{escape(consent)}</span></label>"
        f"{_error('consent', problem if wrong == 'consent' else '')}</div>"
        f'<button type="submit">{say("submit")}</button>'
        f'<p class="quiet">{say("once", until=until)}</p></form>'
    )
    return _page(f"{kind} · {shop}", body, locale, chosen=True)


def done(shop: str, locale: str) -> str:
    """Return the page that thanks for what was given."""
    title = escape(text("vault.page.done", locale))
    body = f"<h1>{title}</h1><p>{escape(text('vault.page.done_text', locale))}</p>"
    return _page(f"{text('vault.page.done', locale)} · {shop}", body, locale)


def over(refusal: Refusal, locale: str) -> str:
    """Return the page that says kindly why a link opens nothing."""
    title = text("vault.page.over", locale)
    body = (
        f"<h1>{escape(title)}</h1><p>{_told(refusal, locale)}</p>"
        f'<p class="quiet">{escape(text("vault.page.over_help", locale))}</p>'
    )
    return _page(title, body, locale, chosen=True)


def _told(refusal: Refusal, locale: str) -> str:
    return escape(text(refusal.key, locale, **refusal.params))


def _label(request: DocumentRequest, name: str, locale: str) -> str:
    key = f"number_{request.kind}" if name == "number" else name
    return escape(text(f"vault.page.field_{key}", locale))


def _field(name: str, label: str, texts: Mapping[str, str], problem: str) -> str:
    value, marks = escape(texts.get(name, "")), _marks(name, problem)
    if name == "mrz":
        control = (
            f'<textarea id="{name}" name="{name}" rows="2" spellcheck="false" autocomplete="off"'
            f"{marks}>{value}</textarea>"
        )
    else:
        attributes = _ATTRIBUTES[name]
        control = f'<input id="{name}" name="{name}" {attributes} value="{value}" required{marks}>'
    return (
        f'<div class="field"><label for="{name}">{label}</label>{control}'
        f"{_error(name, problem)}</div>"
    )


def _day(name: str, label: str, texts: Mapping[str, str], locale: str, problem: str) -> str:
    """A day in three numbers, in the order in which the language writes them."""
    whole = [*texts.get(name, "").split("-", 2), "", ""]
    given = {
        part: texts.get(f"{name}.{part}", held)
        for part, held in zip(DAY_PARTS, whole, strict=False)
    }
    written = get_date_format("short", locale=locale.replace("-", "_")).pattern
    parts = sorted(DAY_PARTS, key=lambda part: written.index({"month": "M"}.get(part, part[0])))
    marks = _marks(name, problem)
    numbers = "".join(
        f"<label>{escape(text(f'vault.page.{part}', locale))}"
        f'<input id="{name}.{part}" name="{name}.{part}" inputmode="numeric" autocomplete="off"'
        f' maxlength="{4 if part == "year" else 2}" value="{escape(given[part])}" required'
        f"{marks if part == parts[0] else marks.replace(' autofocus', '')}></label>"
        for part in parts
    )
    return (
        f'<fieldset class="field day"><legend>{label}</legend><div>{numbers}</div>'
        f"{_error(name, problem)}</fieldset>"
    )


def _photo(side: Side, label: str, hint: str, locale: str, problem: str) -> str:
    """A place for a photo. The browser's own control speaks the browser's language: the style sheet
    shows ours instead, by whether there is a valid choice.
    """
    name = f"photo_{side}"
    none, some = (escape(text(f"vault.page.photo_{key}", locale)) for key in ("choose", "chosen"))
    return (
        f'<div class="field"><label for="{name}">{label}</label><label class="file">'
        f'<input id="{name}" name="{name}" type="file"'
        f' accept="image/jpeg,image/png,image/webp" required{_marks(name, problem)}>'
        f'<span class="none">{none}</span><span class="some">{some}</span></label>'
        f'<p class="quiet">{hint}</p>{_error(name, problem)}</div>'
    )


def _marks(name: str, problem: str) -> str:
    return f' aria-invalid="true" aria-describedby="{name}-error" autofocus' if problem else ""


def _error(name: str, problem: str) -> str:
    return f'<p class="error" id="{name}-error">{problem}</p>' if problem else ""


def _page(title: str, body: str, locale: str, *, chosen: bool = False) -> str:
    here = ' aria-current="true"'
    tongues = "".join(
        f'<a href="?lang={each}" lang="{each}"{here if each == locale else ""}>{_NAMES[each]}</a>'
        for each in CUSTOMER_LOCALES
    )
    switch = f"<nav>{tongues}</nav>" if chosen else ""
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title>"
        '<link rel="stylesheet" href="/static/document.css"></head>'
        f"<body><main>{body}</main>{switch}</body></html>"
    )
