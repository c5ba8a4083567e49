"""Links by which somebody who has forgotten their password chooses another."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import Forgetful
from madoguchi.people.operations import password_links
from madoguchi.people.rules.passwords import check_password
from madoguchi.people.rules.secrets import token_hash
from madoguchi.web.guards import By, address_of
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.state import GivenDesk


class PasswordLink(msgspec.Struct, frozen=True):
    """A new link; `url` is shown this once."""

    url: str
    expires_at: datetime


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password that shall count from now on."""

    password: str


class Chooser(msgspec.Struct, frozen=True):
    """Who has a new password, by the address that they sign in with."""

    email: str


@post("/people/{person_id:int}/password-link", tags=["Staff"], summary="A link to a new password")
async def make(
    request: Asked, person_id: PathId, by: By, desk: GivenDesk
) -> Response[PasswordLink]:
    """Make a link by which a colleague chooses a new password; once, for a day. Owners only."""
    url = desk.settings.url

    def run(tx: Tx) -> PasswordLink:
        made = password_links.make_password_link(tx, person_id, by=by)
        return PasswordLink(f"{url}/desk/password/{made.token}", made.expires_at)

    return await once(request, run)


@get(
    "/password-links/by-token/{token:str}",
    tags=["Staff"],
    summary="Whose password a link is for",
    public=True,
)
async def show(token: FromPath[str], desk: GivenDesk) -> Forgetful:
    """Show who holds the link whose password it is for."""
    return await desk.store.read(queries.forgetful, token_hash(token))


@post(
    "/password-links/by-token/{token:str}",
    tags=["Staff"],
    summary="Choose a new password",
    status_code=200,
    public=True,
    anew=True,
)
async def choose(
    request: Asked, token: FromPath[str], data: JSONBody[Chosen], desk: GivenDesk
) -> Chooser:
    """Choose a new password, and sign in with it then. The link is spent, every session ends."""
    whose = await desk.store.read(queries.forgetful, token_hash(token))
    check_password(data.password, email=whose.email)
    email = await desk.store.write(
        password_links.choose_password,
        token,
        password_hash=await desk.passwords.hash(data.password),
        address=address_of(request),
    )
    desk.actors.forget()
    return Chooser(email)
