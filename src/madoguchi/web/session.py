"""Signing in and out, and where one is signed in."""

from __future__ import annotations

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import JSONBody

from madoguchi.kernel.errors import Invalid, Unauthenticated
from madoguchi.kernel.transaction import View
from madoguchi.people import queries
from madoguchi.people.contracts import Actor, NewSession, Organisation, Person, Session
from madoguchi.people.operations import sessions, sign_in
from madoguchi.people.rules.passwords import check_password, needs_rehash
from madoguchi.people.rules.roles import person_only
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.web.guards import (
    CSRF_COOKIE,
    SESSION_COOKIE,
    By,
    GivenSessionId,
    address_of,
    no_cookies,
    session_cookies,
)
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import Desk, GivenDesk


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants in; `code` is of the phone, or a recovery code."""

    email: str
    password: str
    code: str | None = None


class Me(msgspec.Struct, frozen=True):
    """Who is signed in."""

    me: Person
    organisation: Organisation
    session_id: int | None


class MySession(msgspec.Struct, frozen=True):
    """One place where I am signed in; `current` is this one."""

    session: Session
    current: bool


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A password to take the place of the old one."""

    old_password: str
    new_password: str


@post("/session", status_code=200, tags=["Session"], summary="Sign in", public=True, anew=True)
async def start(request: Asked, data: JSONBody[SignIn], desk: GivenDesk) -> Response[Me]:
    """Sign in and set the cookies. 401 `people.two_factor_needed` asks for `code` as well.

    Guesses are slowed down: 429 says when the next attempt is looked at.
    """
    address = address_of(request)
    await desk.store.write(sign_in.take_attempt, data.email, address)
    known = await desk.store.read(queries.credentials, data.email)
    stored = known.password_hash if known is not None else None
    if not await desk.passwords.verify(stored, data.password) or known is None:
        raise Unauthenticated("people.bad_sign_in")
    rehashed = None
    if needs_rehash(known.password_hash):
        rehashed = await desk.passwords.hash(data.password)
    token = new_token()
    session = await desk.store.write(
        sign_in.sign_in,
        known.person_id,
        password_hash=known.password_hash,
        code=data.code,
        session=new_session(request, token),
        keyring=desk.keyring,
        rehashed=rehashed,
    )
    if session is None:
        raise Unauthenticated("people.two_factor_needed", field="code")
    me = await desk.store.read(_me, known.person_id, session.id)
    return Response(me, cookies=session_cookies(token, desk))


@get("/session", tags=["Session"], summary="Who am I")
async def show(request: Asked, by: By, session_id: GivenSessionId, desk: GivenDesk) -> Response[Me]:
    """Say who is signed in; a CSRF cookie that was lost comes back."""
    me = await desk.store.read(_me, person_only(by), session_id)
    token = request.cookies.get(SESSION_COOKIE, "")
    cookies = session_cookies(token, desk)
    kept = request.cookies.get(CSRF_COOKIE) == cookies[1].value
    return Response(me, cookies=[] if kept else cookies)


@delete("/session", status_code=200, tags=["Session"], summary="Sign out", public=True)
async def end(request: Asked, desk: GivenDesk) -> Response[None]:
    """End this session and delete the cookies; without a session only the latter."""
    signed_in = request.scope["user"]
    if signed_in is not None and signed_in.session_id is not None:
        await desk.store.write(sessions.sign_out, signed_in.session_id, by=signed_in.actor)
        desk.actors.forget()
    return Response(None, cookies=no_cookies(desk))


@get("/session/list", tags=["Session"], summary="Where I am signed in")
async def show_all(by: By, session_id: GivenSessionId, desk: GivenDesk) -> list[MySession]:
    """List one's sessions, last used first."""
    found = await desk.store.read(queries.sessions_of, person_only(by), by=by)
    return [MySession(each, each.id == session_id) for each in found]


@delete("/session/list/{which:int}", tags=["Session"], summary="End one of my sessions")
async def revoke(which: PathId, by: By, desk: GivenDesk) -> None:
    """End a session elsewhere; it stops working at once."""
    await desk.store.write(sessions.revoke, which, by=by)
    desk.actors.forget()


@delete("/session/list", tags=["Session"], summary="End all my other sessions")
async def revoke_others(by: By, session_id: GivenSessionId, desk: GivenDesk) -> None:
    """End every session of mine but the one that asks; they stop working at once."""
    await desk.store.write(sessions.end_all, person_only(by), but=session_id, by=by)
    desk.actors.forget()


@put("/session/password", status_code=204, tags=["Session"], summary="Change my password")
async def change_password(
    request: Asked,
    data: JSONBody[NewPassword],
    by: By,
    session_id: GivenSessionId,
    desk: GivenDesk,
) -> None:
    """Give oneself a new password; every other session ends."""
    known = await confirm_password(request, data.old_password, "old_password", by, desk)
    check_password(data.new_password, email=known.email, field="new_password")
    await desk.store.write(
        sign_in.change_password,
        old_hash=known.password_hash,
        new_hash=await desk.passwords.hash(data.new_password),
        address=address_of(request),
        keep_session=session_id,
        by=by,
    )
    desk.actors.forget()


async def confirm_password(
    request: Asked, password: str, field: str, by: Actor, desk: Desk
) -> queries.Credentials:
    """Return the actor's credentials once they have given their password again."""
    known = await desk.store.read(queries.credentials_of, person_only(by))
    if known is None:
        raise Unauthenticated("people.not_signed_in")
    await desk.store.write(sign_in.take_attempt, known.email, address_of(request))
    if not await desk.passwords.verify(known.password_hash, password):
        raise Invalid("people.wrong_password", field=field)
    return known


def new_session(request: Asked, token: str) -> NewSession:
    """Return the session that a token just made shall open."""
    agent = request.headers.get("user-agent", "")
    return NewSession(token_hash(token), address_of(request), agent)


def _me(view: View, person_id: int, session_id: int | None) -> Me:
    organisation = queries.organisation(view)
    assert organisation is not None
    return Me(queries.person(view, person_id), organisation, session_id)
