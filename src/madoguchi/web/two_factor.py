"""One's own two-factor sign-in: begun, confirmed, turned off."""

from __future__ import annotations

import io

import msgspec
from litestar import Response, delete, get, post
from litestar.params import JSONBody

from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import TwoFactor
from madoguchi.people.operations import two_factor
from madoguchi.people.rules.two_factor import uri
from madoguchi.web.guards import By
from madoguchi.web.idempotency import once
from madoguchi.web.inputs import Asked
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


@get("/two-factor", tags=["Two-factor"], summary="How it stands")
async def show(by: By, desk: GivenDesk) -> TwoFactor:
    """Say whether it is on, and how many recovery codes are left."""
    return await desk.store.read(queries.two_factor, by=by)


@post("/two-factor", status_code=200, tags=["Two-factor"], summary="Begin", anew=True)
async def begin(by: By, desk: GivenDesk) -> Begun:
    """Make a secret for the phone. Nothing changes until it is confirmed."""
    import segno  # a megabyte, for the day on which somebody sets this up

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
async def confirm(
    request: Asked, data: JSONBody[Code], by: By, desk: GivenDesk
) -> Response[Confirmed]:
    """Turn it on; the recovery codes are shown this once."""

    def run(tx: Tx) -> Confirmed:
        return Confirmed(two_factor.confirm(tx, data.code, keyring=desk.keyring, by=by))

    return await once(request, run)


@post(
    "/two-factor/recovery-codes",
    status_code=200,
    tags=["Two-factor"],
    summary="Make new recovery codes",
)
async def renew_codes(
    request: Asked, data: JSONBody[Password], by: By, desk: GivenDesk
) -> Response[Confirmed]:
    """Make new recovery codes, with one's password; shown this once, and the old ones end."""
    known = await confirm_password(request, data.password, "password", by, desk)

    def run(tx: Tx) -> Confirmed:
        codes = two_factor.renew_codes(
            tx, password_hash=known.password_hash, keyring=desk.keyring, by=by
        )
        return Confirmed(codes)

    return await once(request, run)


@delete("/two-factor", tags=["Two-factor"], summary="Turn off")
async def turn_off(request: Asked, data: JSONBody[Password], by: By, desk: GivenDesk) -> None:
    """Turn it off, with one's password."""
    known = await confirm_password(request, data.password, "password", by, desk)
    await desk.store.write(two_factor.turn_off, password_hash=known.password_hash, by=by)
