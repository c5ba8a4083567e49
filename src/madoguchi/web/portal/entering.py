"""The portal's doors: signing in, choosing a password, a link to one request."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from madoguchi.kernel.errors import Invalid, Refusal, Unauthenticated
from madoguchi.language.catalogue import LOCALES, best_locale, text
from madoguchi.partners import operations
from madoguchi.partners.queries import portal
from madoguchi.people.rules.passwords import check_password, needs_rehash
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.web.guards import address_of, check_origin
from madoguchi.web.inputs import Asked
from madoguchi.web.portal import door
from madoguchi.web.portal.markup import languages, page, problem, refused, say, told
from madoguchi.web.session import new_session
from madoguchi.web.state import GivenDesk

LONGEST_FORM = 64 * 1024
MOST_FIELDS = 200

_REQUEST = re.compile(r"/portal/requests/\d{1,16}(?=/|$)")


@get("/sign-in", include_in_schema=False)
async def show_sign_in(request: Asked, desk: GivenDesk) -> Response[Any]:
    """Show the door; who is in already goes on to their requests."""
    if await door.caller_if_any(request, desk) is not None:
        return Redirect("/portal", status_code=303, headers=door.HEADERS)
    return _sign_in(locale_of(request), "", None, over="over" in request.query_params)


@post("/sign-in", include_in_schema=False)
async def sign_in(request: Asked, desk: GivenDesk) -> Response[Any]:
    """Let somebody in by address and password. Guesses are slowed down."""
    locale = locale_of(request)
    form = await read_form(request)
    email, password = form.get("email", ""), form.get("password", "")
    try:
        check_origin(request, desk.settings)
        await desk.store.write(operations.take_attempt, email, address_of(request))
        known = await desk.store.read(portal.credentials, email)
        stored = None if known is None else known.password_hash
        if not await desk.passwords.verify(stored, password) or known is None:
            raise Unauthenticated("people.bad_sign_in")
        rehashed = None
        if needs_rehash(known.password_hash):
            rehashed = await desk.passwords.hash(password)
        token = new_token()
        await desk.store.write(
            operations.sign_in,
            known.person_id,
            password_hash=known.password_hash,
            session=new_session(request, token),
            rehashed=rehashed,
        )
    except Refusal as refusal:
        return _sign_in(locale, email, refusal)
    return door.let_in(token, "/portal", desk)


@post("/sign-out", include_in_schema=False)
async def sign_out(request: Asked, desk: GivenDesk) -> Response[Any]:
    """End this session."""
    by = await door.caller(request, desk)
    await desk.store.write(operations.sign_out, by=by)
    return door.let_out(desk)


@post("/language", include_in_schema=False)
async def choose_language(request: Asked, desk: GivenDesk) -> Response[Any]:
    """Show the portal in another language on this device, and go back to where that was wished."""
    await door.caller(request, desk)
    locale = (await read_form(request)).get("locale", "")
    if locale not in LOCALES:
        raise Invalid("partner.unknown_language", field="locale", known=", ".join(LOCALES))
    return door.change_language(locale, _seen(request), desk)


@get(["/sign-out", "/language"], include_in_schema=False)
async def lead_in() -> Response[Any]:
    """Lead to the board whoever opens anew the address that a form was sent to."""
    return Redirect("/portal", status_code=303, headers=door.HEADERS)


@get("/join/{token:str}", include_in_schema=False)
async def show_join(request: Asked, token: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Let somebody choose a password."""
    return await _join(request, token, desk, None)


@post("/join/{token:str}", include_in_schema=False)
async def join(request: Asked, token: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Take the password somebody has chosen, and let them in; the link is used up."""
    form = await read_form(request)
    try:
        check_origin(request, desk.settings)
        invited = await desk.store.read(portal.invited, token_hash(token))
        password = check_password(form.get("password", ""), email=invited.email)
        session = new_token()
        await desk.store.write(
            operations.choose_password,
            token_hash(token),
            password_hash=await desk.passwords.hash(password),
            session=new_session(request, session),
        )
    except Invalid as refusal:
        return await _join(request, token, desk, refusal)
    return door.let_in(session, "/portal", desk)


@get("/link/{token:str}", include_in_schema=False)
async def show_link(request: Asked, token: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Ask whether to open the one request: what only looks at links shall not use them up.

    Who may see the request already, by this link or as themselves, goes straight to it, and the
    link is left as it is.
    """
    by = await door.caller_if_any(request, desk)
    if by is not None:
        known = await desk.store.read(portal.behind_link, token_hash(token), by=by)
        if known is not None:
            return Redirect(f"/portal/requests/{known}", status_code=303, headers=door.HEADERS)
    locale = await desk.store.read(portal.locale_of_link, token_hash(token))
    body = (
        f"<h1>{say('title', locale)}</h1><p>{say('open_hint', locale)}</p>"
        f'<form method="post"><button>{say("open", locale)}</button></form>'
    )
    return page(text("partners.portal.title", locale), body, locale)


@post("/link/{token:str}", include_in_schema=False)
async def open_link(request: Asked, token: FromPath[str], desk: GivenDesk) -> Response[Any]:
    """Use a link up, and go on to its request."""
    desk.limits.addresses.check(address_of(request))
    check_origin(request, desk.settings)
    session = new_token()
    request_id = await desk.store.write(
        operations.open_link, token_hash(token), session=new_session(request, session)
    )
    return door.let_in(session, f"/portal/requests/{request_id}", desk)


async def read_form(request: Asked) -> dict[str, str]:
    """Return the fields of a plain form. Raises `Invalid` for one that no page of ours sends."""
    if int(request.headers.get("content-length") or 0) > LONGEST_FORM:
        raise Invalid("web.bad_value", field="form", name="form")
    body = await request.body()
    if len(body) > LONGEST_FORM:
        raise Invalid("web.bad_value", field="form", name="form")
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS))
    except ValueError as error:  # more fields than that
        raise Invalid("web.bad_value", field="form", name="form") from error


def locale_of(request: Asked) -> str:
    """Return the language of somebody who has not said who they are."""
    wished = str(request.query_params.get("lang") or request.cookies.get(door.LANGUAGE, ""))
    return best_locale(wished or request.headers.get("accept-language", ""), LOCALES)


def _seen(request: Asked) -> str:
    """The page of a request that a form was sent from, else the list."""
    try:
        found = _REQUEST.match(urlsplit(request.headers.get("referer", "")).path)
    except ValueError:
        found = None
    return found[0] if found else "/portal"


def _sign_in(
    locale: str, email: str, refusal: Refusal | None, *, over: bool = False
) -> Response[str]:
    wrong = "" if refusal is None else problem(told(refusal, locale))
    if over:
        wrong = f'<p class="quiet" role="status">{say("over", locale)}</p>'
    body = (
        f"<h1>{say('title', locale)}</h1>{wrong}"
        f'<form method="post" action="/portal/sign-in?lang={locale}">'
        f'<label>{say("email", locale)}<input name="email" type="email" required'
        f' autocomplete="username" value="{escape(email[:300])}"></label>'
        f'<label>{say("password", locale)}<input name="password" type="password" required'
        f' autocomplete="current-password"></label>'
        f"<button>{say('sign_in', locale)}</button></form>{languages('/portal/sign-in', locale)}"
    )
    title = text("partners.portal.title", locale)
    return page(title, body, locale, status=200 if refusal is None else refusal.status)


async def _join(
    request: Asked, token: str, desk: GivenDesk, refusal: Refusal | None
) -> Response[str]:
    desk.limits.addresses.check(address_of(request))
    try:
        invited = await desk.store.read(portal.invited, token_hash(token))
    except Refusal as gone:
        return refused(gone, locale_of(request))
    locale = invited.locale
    wrong = "" if refusal is None else problem(told(refusal, locale), "password")
    body = (
        f"<h1>{say('title', locale)}</h1>"
        f"<p>{say('welcome', locale, name=invited.name, partner=invited.partner)}</p>"
        f'<form method="post"><label>{say("email", locale)}<input type="email"'
        f' autocomplete="username" readonly value="{escape(invited.email)}"></label>'
        f'<label>{say("new_password", locale)}<input name="password" type="password" required'
        f' minlength="10" autocomplete="new-password"></label>{wrong}'
        f"<button>{say('join', locale)}</button></form>"
    )
    title = text("partners.portal.title", locale)
    return page(title, body, locale, status=200 if refusal is None else refusal.status)
