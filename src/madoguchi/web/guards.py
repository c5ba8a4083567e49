"""Who is asking, and may they ask from where they are: before any handler of the API runs.

Every handler wants somebody signed in unless it says `public=True`.
"""

from __future__ import annotations

import hmac
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope
from msgspec.structs import replace

from madoguchi.kernel.errors import Forbidden, Unauthenticated
from madoguchi.kernel.keys import Keyring
from madoguchi.people.contracts import Actor, SignedIn
from madoguchi.people.queries import LONGEST_SESSION
from madoguchi.settings import Settings
from madoguchi.shops.rules.embedding import same_origin
from madoguchi.web.inputs import Asked
from madoguchi.web.problems import locale_of
from madoguchi.web.state import Desk

SESSION_COOKIE = "madoguchi_session"
CSRF_COOKIE = "madoguchi_csrf"
CSRF_HEADER = "x-csrf-token"
By = NamedDependency[Actor]
"""The type of a handler's parameter `by`: who is signed in."""
GivenSessionId = NamedDependency[int | None]
"""The type of a handler's parameter `session_id`: None for a program with a token."""
_SAFE = {"GET", "HEAD", "OPTIONS"}

Connection = ASGIConnection[Any, Any, Any, Any]


async def admit(connection: Connection, handler: BaseRouteHandler) -> None:
    """Find out who asks and put them into `scope["user"]`; refuse what must not go on.

    Raises `Unauthenticated`, `Forbidden` (another site's page, no CSRF token) or `TooMany`.
    """
    desk: Desk = connection.app.state.desk
    try:
        signed_in = await who(connection, desk)
    except Unauthenticated:
        # Each guess at a token costs a look into the database.
        desk.limits.addresses.check(address_of(connection))
        raise
    connection.scope["user"] = signed_in
    connection.scope["auth"] = None
    changes = str(connection.scope.get("method", "GET")) not in _SAFE
    if changes and not _has_bearer(connection):
        check_origin(connection, desk.settings)
        if signed_in is not None:
            _check_csrf(connection, desk.keyring)
    if signed_in is None:
        desk.limits.addresses.check(address_of(connection))
        if not handler.opt.get("public"):
            raise Unauthenticated("people.not_signed_in")
    else:
        actor = signed_in.actor
        desk.limits.accounts.check((actor.kind, actor.id))


async def who(connection: Connection, desk: Desk) -> SignedIn | None:
    """Return who a request or socket comes from: by token, else by session cookie.

    Raises `Unauthenticated` for a token that is not in force; an old cookie is nobody.
    """
    if _has_bearer(connection):
        token = connection.headers["authorization"].partition(" ")[2].strip()
        found = await desk.actors.by_api_token(token)
        if found is None:
            raise Unauthenticated("people.bad_api_token")
        return found
    session = connection.cookies.get(SESSION_COOKIE)
    return await desk.actors.by_session(session) if session else None


async def actor_of(scope: Scope, desk: Desk) -> Actor:
    """Return who opens a socket. Raises `Unauthenticated`, and `Forbidden` for a foreign page."""
    connection: Connection = ASGIConnection(scope)
    # Any other `Authorization` proves nothing: a browser adds what a proxy in front asks for.
    if not _has_bearer(connection):
        origin, host = connection.headers.get("origin"), connection.headers.get("host")
        if not same_origin(origin, desk.settings.url, host):
            raise Forbidden("live.foreign_origin")
    signed_in = await who(connection, desk)
    if signed_in is None:
        raise Unauthenticated("people.not_signed_in")
    return signed_in.actor


def give_actor(request: Asked) -> Actor:
    """Provide `by` to handlers; a program reads in the language that it asks for."""
    signed_in: SignedIn | None = request.scope["user"]
    if signed_in is None:
        raise Unauthenticated("people.not_signed_in")
    actor = signed_in.actor
    return replace(actor, locale=locale_of(request)) if actor.kind == "token" else actor


def give_session_id(request: Asked) -> int | None:
    """Provide `session_id` to handlers: None for a program with a token."""
    signed_in: SignedIn | None = request.scope["user"]
    return signed_in.session_id if signed_in is not None else None


def address_of(connection: Connection) -> str:
    """Return the address of who asks; the server has undone trusted proxies already."""
    return connection.client.host if connection.client else ""


def check_origin(connection: Connection, settings: Settings) -> None:
    """Refuse a change that a page of another site asks for in the reader's name."""
    origin = connection.headers.get("origin")
    foreign = connection.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    if origin is None:
        # Programs send none; browsers do with every change.
        if foreign:
            raise Forbidden("web.foreign_origin", origin="?", own=settings.url)
        return
    if not same_origin(origin, settings.url, connection.headers.get("host")):
        raise Forbidden("web.foreign_origin", origin=origin[:120], own=settings.url)


def csrf_token(session_token: str, keyring: Keyring) -> str:
    """Return the token that belongs to a session: nobody without the key can make another."""
    return keyring.digest("csrf", session_token)


def session_cookies(session_token: str, desk: Desk) -> list[Cookie]:
    """Return the two cookies of a session."""
    secure = desk.settings.url.startswith("https://")
    age = int(LONGEST_SESSION.total_seconds())
    csrf = csrf_token(session_token, desk.keyring)
    return [
        _cookie(SESSION_COOKIE, session_token, age, secure=secure, httponly=True),
        _cookie(CSRF_COOKIE, csrf, age, secure=secure, httponly=False),
    ]


def no_cookies(desk: Desk) -> list[Cookie]:
    """Return the two cookies, to be deleted."""
    secure = desk.settings.url.startswith("https://")
    return [
        _cookie(SESSION_COOKIE, "", 0, secure=secure, httponly=True),
        _cookie(CSRF_COOKIE, "", 0, secure=secure, httponly=False),
    ]


def _cookie(name: str, value: str, age: int, *, secure: bool, httponly: bool) -> Cookie:
    return Cookie(
        name, value=value, path="/", max_age=age, secure=secure, httponly=httponly, samesite="lax"
    )


def _has_bearer(connection: Connection) -> bool:
    return connection.headers.get("authorization", "")[:7].lower() == "bearer "


def _check_csrf(connection: Connection, keyring: Keyring) -> None:
    expected = csrf_token(connection.cookies.get(SESSION_COOKIE, ""), keyring)
    given = connection.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forbidden("web.no_csrf_token")
