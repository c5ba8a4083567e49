"""One's own two-factor sign-in: begun, confirmed, turned off."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import segno
from litestar import Request, delete, post
from litestar.params import JSONBody

from madoguchi.people import queries
from madoguchi.people.operations import two_factor
from madoguchi.people.rules.two_factor import uri
from madoguchi.web.guards import By
from madoguchi.web.session import confirm_password
from madoguchi.web.state import GivenDesk


class Begun(msgspec.Struct, frozen=True):
    """What an authenticator app needs: to be typed, or read from the picture."""

    secret: str
    uri: str
    qr_svg: str


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code that the app shows."""

    code: str


class Confirmed(msgspec.Struct, frozen=True):
    """Codes to be kept on paper; each signs in once when the phone is lost."""

    recovery_codes: list[str]


class Password(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One's password, given again."""

    password: str


@post("/two-factor", status_code=200, tags=["Two-factor"], summary="Begin")
async def begin(by: By, desk: GivenDesk) -> Begun:
    """Make a secret for the phone. Nothing changes until it is confirmed."""
    secret = await desk.store.write(two_factor.begin, keyring=desk.keyring, by=by)
    me = await desk.store.read(queries.person, by.id or 0)
    company = await desk.store.read(queries.organisation)
    address = uri(secret, account=me.email, issuer=company.name if company else "Madoguchi")
    picture = io.BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", border=4, svgclass=None, lineclass=None
    )
    return Begun(secret, address, picture.getvalue().decode())


@post("/two-factor/confirm", status_code=200, tags=["Two-factor"], summary="Confirm by a code")
async def confirm(data: JSONBody[Code], by: By, desk: GivenDesk) -> Confirmed:
    """Turn it on; the recovery codes are shown this once."""
    codes = await desk.store.write(two_factor.confirm, data.code, keyring=desk.keyring, by=by)
    return Confirmed(codes)


@delete("/two-factor", tags=["Two-factor"], summary="Turn off")
async def turn_off(
    request: Request[Any, Any, Any], data: JSONBody[Password], by: By, desk: GivenDesk
) -> None:
    """Turn it off, with one's password."""
    known = await confirm_password(request, data.password, "password", by, desk)
    await desk.store.write(two_factor.turn_off, password_hash=known.password_hash, by=by)
