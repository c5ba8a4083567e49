"""Who is in the portal: by a cookie that the desk does not know, as the desk's is unknown here."""

from __future__ import annotations

from typing import Any

from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from msgspec.structs import replace

from madoguchi.kernel.errors import Unauthenticated
from madoguchi.language.catalogue import LOCALES
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.queries import portal
from madoguchi.people.rules.secrets import token_hash
from madoguchi.web.guards import address_of, check_origin
from madoguchi.web.inputs import Asked
from madoguchi.web.state import Desk

COOKIE = "madoguchi_portal"
LANGUAGE = "madoguchi_portal_language"
"""Which language this device shows, where somebody has chosen another than their own."""
CALLER = "portal_caller"
"""Where a request carries who acts, for the page that tells of a refusal."""
HEADERS = {
    "Cache-Control": "no-store",
    # A link's secret stands in the address: no other page shall learn it.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


async def caller(request: Asked, desk: Desk) -> PartnerCaller:
    """Return who acts. Raises `Unauthenticated`, and `Forbidden` for a change from elsewhere."""
    found = await caller_if_any(request, desk)
    if found is None:
        raise Unauthenticated("partner.not_signed_in")
    request.scope["state"][CALLER] = found
    if request.method != "GET":
        check_origin(request, desk.settings)
    return found


async def caller_if_any(request: Asked, desk: Desk) -> PartnerCaller | None:
    """Return who is signed in, None for nobody."""
    desk.limits.addresses.check(address_of(request))
    token = request.cookies.get(COOKIE)
    found = await desk.store.read(portal.caller, token_hash(token)) if token else None
    chosen = request.cookies.get(LANGUAGE)
    return found if found is None or chosen not in LOCALES else replace(found, locale=chosen)


def let_in(token: str, to: str, desk: Desk) -> Response[Any]:
    """Answer with the session's cookie and the page to go on to."""
    return Redirect(to, status_code=303, headers=HEADERS, cookies=[_cookie(COOKIE, token, desk)])


def let_out(desk: Desk) -> Response[Any]:
    """Answer with the cookie deleted and the way to the door."""
    cookies = [_cookie(COOKIE, "", desk)]
    return Redirect("/portal/sign-in", status_code=303, headers=HEADERS, cookies=cookies)


def change_language(locale: str, to: str, desk: Desk) -> Response[Any]:
    """Answer with the language that this device shows from here on, and the page to go on to."""
    cookies = [_cookie(LANGUAGE, locale, desk)]
    return Redirect(to, status_code=303, headers=HEADERS, cookies=cookies)


def _cookie(name: str, value: str, desk: Desk) -> Cookie:
    secure = desk.settings.url.startswith("https://")
    # `lax`, for strict would forget who comes by a link in a mail or a messenger.
    return Cookie(
        name,
        value=value,
        path="/portal",
        max_age=int(portal.LONGEST_SESSION.total_seconds()) if value else 0,
        secure=secure,
        httponly=True,
        samesite="lax",
    )
