"""The first set-up: the company and its first owner."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import NewSession, Person
from madoguchi.people.operations import sessions, staff
from madoguchi.people.rules.fields import check_email
from madoguchi.people.rules.passwords import check_password
from madoguchi.people.rules.secrets import new_token
from madoguchi.web.guards import session_cookies
from madoguchi.web.inputs import Asked
from madoguchi.web.session import new_session
from madoguchi.web.state import GivenDesk


class SetupState(msgspec.Struct, frozen=True):
    """Whether the first owner is still to be made."""

    needed: bool


class FirstOwner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The company and its first owner."""

    organisation: str
    name: str
    email: str
    password: str
    locale: str = "en"
    zone: str = "UTC"


@get("/setup", tags=["Set-up"], summary="Whether a first owner is needed", public=True)
async def show(desk: GivenDesk) -> SetupState:
    """Say whether the desk still waits for its first owner."""
    return SetupState(needed=await desk.store.read(queries.organisation) is None)


@post("/setup", tags=["Set-up"], summary="Make the company and its owner", public=True, anew=True)
async def make(request: Asked, data: JSONBody[FirstOwner], desk: GivenDesk) -> Response[Person]:
    """Make the company and its first owner, and sign them in. Works once."""
    if await desk.store.read(queries.organisation) is not None:
        raise Conflict("people.set_up_already")
    check_password(data.password, email=check_email(data.email))
    password_hash = await desk.passwords.hash(data.password)
    token = new_token()
    session = new_session(request, token)
    owner = await desk.store.write(_set_up, data, password_hash, session)
    return Response(owner, cookies=session_cookies(token, desk))


def _set_up(tx: Tx, owner: FirstOwner, password_hash: str, session: NewSession) -> Person:
    person = staff.set_up(
        tx,
        organisation=owner.organisation,
        name=owner.name,
        email=owner.email,
        password_hash=password_hash,
        locale=owner.locale,
        zone=owner.zone,
    )
    sessions.start(tx, person.id, session)
    return person
