"""Who is in the portal: by a cookie that the desk does not know, as the desk's is unknown here."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from madoguchi.kernel.errors import Unauthenticated
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.queries import portal
from madoguchi.people.contracts import NewSession
from madoguchi.people.rules.secrets import token_hash
from madoguchi.web.guards import address_of, check_origin
from madoguchi.web.state import Desk

Asked = Request[Any, Any, Any]

COOKIE = "madoguchi_portal"
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
    found = await maybe(request, desk)
    if found is None:
        raise Unauthenticated("partner.not_signed_in")
    request.scope["state"][CALLER] = found
    if request.method != "GET":
        check_origin(request, desk.settings)
    return found


async def maybe(request: Asked, desk: Desk) -> PartnerCaller | None:
    """Return who is signed in, None for nobody."""
    desk.limits.addresses.check(address_of(request))
    token = request.cookies.get(COOKIE)
    return await desk.store.read(portal.caller, token_hash(token)) if token else None


def new_session(request: Asked, token: str) -> NewSession:
    """Return the session that a token just made shall open."""
    agent = request.headers.get("user-agent", "")
    return NewSession(token_hash(token), address_of(request), agent)


def let_in(token: str, to: str, desk: Desk) -> Response[Any]:
    """Answer with the session's cookie and the page to go on to."""
    age = int(portal.LONGEST_SESSION.total_seconds())
    return Redirect(to, status_code=303, headers=HEADERS, cookies=[_cookie(token, age, desk)])


def let_out(desk: Desk) -> Response[Any]:
    """Answer with the cookie deleted and the way to the door."""
    cookies = [_cookie("", 0, desk)]
    return Redirect("/portal/sign-in", status_code=303, headers=HEADERS, cookies=cookies)


def _cookie(value: str, age: int, desk: Desk) -> Cookie:
    secure = desk.settings.url.startswith("https://")
    # `lax`, for strict would forget who comes by a link in a mail or a messenger.
    return Cookie(
        COOKIE,
        value=value,
        path="/portal",
        max_age=age,
        secure=secure,
        httponly=True,
        samesite="lax",
    )
