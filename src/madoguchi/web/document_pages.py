"""The page behind a document's link: who asks, why, how long it is kept; a form without scripts."""

from __future__ import annotations

from typing import Any

import msgspec
import structlog
from litestar import MediaType, Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from madoguchi.customers import queries as customers
from madoguchi.customers.vault import links, queries, sealing
from madoguchi.customers.vault.contracts import (
    Consent,
    DocumentRequest,
    Parcelled,
    Photo,
    Retention,
)
from madoguchi.customers.vault.links import locale_of
from madoguchi.customers.vault.rules import kinds
from madoguchi.desk.operations.papers import hand_in
from madoguchi.kernel.errors import Invalid, Refusal, TooMany
from madoguchi.kernel.transaction import View
from madoguchi.language.catalogue import CUSTOMER_LOCALES, best_locale
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Shop
from madoguchi.web import document_forms as forms
from madoguchi.web import document_markup as markup
from madoguchi.web.guards import address_of
from madoguchi.web.inputs import Asked
from madoguchi.web.state import Desk, GivenDesk

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    # The link's secret stands in the address: no other page shall learn it.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

log = structlog.get_logger("madoguchi.web")


class Link(msgspec.Struct, frozen=True):
    """What the page behind a link is made of."""

    request: DocumentRequest
    shop: Shop
    kept: Retention
    zone: str


@get("/documents/{token:str}", include_in_schema=False)
async def show(request: Asked, token: FromPath[str], desk: GivenDesk) -> Response[str]:
    """Show the form, or kindly that the link is over."""
    try:
        link = await _link(request, desk, token)
    except Refusal as refusal:
        return await _over(request, refusal, desk, token)
    return _send(_form(link, _locale(request, link), {}, None), 200)


@post("/documents/{token:str}", include_in_schema=False, status_code=HTTP_200_OK)
async def take(request: Asked, token: FromPath[str], desk: GivenDesk) -> Response[str]:
    """Take in what is given and use the link up; what is wrong is marked in the form."""
    try:
        link = await _link(request, desk, token)
    except Refusal as refusal:
        return await _over(request, refusal, desk, token)
    locale, texts = _locale(request, link), dict[str, str]()
    try:
        sent = await forms.read_form(request)
        texts = sent.texts
        locale = best_locale(texts.get("lang") or locale, CUSTOMER_LOCALES)
        today = desk.store.clock().date()
        fields = kinds.check(link.request.kind, sent.fields, today)
        consent = forms.consent_of(link.request, link.shop.name, link.kept, locale)
        forms.check_consent(sent, consent)
        with desk.examiner.place(f"link {link.request.id}", address_of(request)):
            drawn = await forms.redrawn(desk.examiner, sent, forms.wanted_sides(link.request))
        given = sealing.parcel(fields, Consent(consent, locale))
        await _store(desk, token, given, drawn)
    except Invalid as refusal:
        return _send(_form(link, locale, texts, refusal), 422)
    except Refusal as refusal:
        return await _over(request, refusal, desk, token)
    return _send(markup.done(link.shop.name, locale), 200)


async def _store(
    desk: Desk, token: str, given: Parcelled, drawn: list[tuple[Any, bytes, str]]
) -> None:
    """Store the sealed photographs, then the document; where it is refused nothing is left."""
    photos: list[Photo] = []
    try:
        for side, content, content_type in drawn:
            blob = await desk.blobs.put(sealing.seal_photo(given, side, content))
            photos.append(Photo(side, blob, content_type))
        await desk.store.write(hand_in, token, sealing.with_photos(given, photos))
    except BaseException:
        for photo in photos:
            try:
                await desk.blobs.delete(photo.blob)
            except Refusal as error:
                # The worker's sweep finds what no document needs.
                log.warning("blob_left_behind", blob=photo.blob, detail=str(error))
        raise


async def _link(request: Asked, desk: Desk, token: str) -> Link:
    desk.limits.links.check(address_of(request))

    def read(view: View) -> Link:
        found = links.by_link(view, token)
        shop = shops.by_id(view, found.shop_id)
        customer = customers.find(view, found.customer_id)
        zone = (customer.zone if customer is not None else None) or shop.zone
        return Link(found, shop, queries.settings(view).of(shop.id), zone)

    return await desk.store.read(read)


def _locale(request: Asked, link: Link) -> str:
    """Return the language the reader chose on the page, else the one the link was made in."""
    return best_locale(_wished(request) or link.request.locale, CUSTOMER_LOCALES)


def _wished(request: Asked) -> str:
    return str(request.query_params.get("lang", ""))


def _form(link: Link, locale: str, texts: dict[str, str], refusal: Invalid | None) -> str:
    return markup.form(
        link.request,
        shop=link.shop.name,
        kept=link.kept,
        until=forms.shown_time(link.request.expires_at, link.zone, locale),
        locale=locale,
        texts=texts,
        refusal=refusal,
    )


async def _over(request: Asked, refusal: Refusal, desk: Desk, token: str) -> Response[str]:
    """Say why a link opens nothing, in the language it was made in: its customer's."""
    wished = _wished(request)
    if not wished and not isinstance(refusal, TooMany):
        made_in = await desk.store.read(locale_of, token)
        wished = made_in or ""
    wished = wished or request.headers.get("accept-language", "")
    answer = _send(markup.over(refusal, best_locale(wished, CUSTOMER_LOCALES)), refusal.status)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.params["retry_after"])
    return answer


def _send(page: str, status: int) -> Response[str]:
    return Response(page, status_code=status, media_type=MediaType.HTML, headers=HEADERS)
