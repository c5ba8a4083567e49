"""Invitations to join the staff."""

from __future__ import annotations

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import Invitation, InvitationDraft, Invited, Person
from madoguchi.people.operations import invitations
from madoguchi.people.rules.passwords import check_password
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.web.guards import By, session_cookies
from madoguchi.web.idempotency import REPLAYED_HEADER, once
from madoguchi.web.inputs import Asked, PathId
from madoguchi.web.session import new_session
from madoguchi.web.state import GivenDesk


class InvitationLink(msgspec.Struct, frozen=True):
    """A new invitation; `url` is shown this once."""

    invitation: Invitation
    url: str


class Acceptance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the invited person says of themselves."""

    name: str
    password: str
    locale: str = "en"
    zone: str = "UTC"


@get("/invitations", tags=["Invitations"], summary="Open invitations")
async def show_all(by: By, desk: GivenDesk) -> list[Invitation]:
    """List the invitations that can still be accepted."""
    return await desk.store.read(queries.open_invitations, by=by)


@post("/invitations", tags=["Invitations"], summary="Invite somebody")
async def invite(
    request: Asked, data: JSONBody[InvitationDraft], by: By, desk: GivenDesk
) -> Response[InvitationLink]:
    """Invite somebody by a link that works once, for a week."""
    url = desk.settings.url

    def make(tx: Tx) -> InvitationLink:
        made = invitations.invite(tx, data, by=by)
        return InvitationLink(made.invitation, f"{url}/desk/invitation/{made.token}")

    return await once(request, make)


@delete("/invitations/{invitation_id:int}", tags=["Invitations"], summary="Withdraw one")
async def withdraw(invitation_id: PathId, by: By, desk: GivenDesk) -> None:
    """Take an invitation back; its link stops working."""
    await desk.store.write(invitations.withdraw, invitation_id, by=by)


@get(
    "/invitations/by-token/{token:str}",
    tags=["Invitations"],
    summary="What I am invited to",
    public=True,
)
async def show(token: FromPath[str], desk: GivenDesk) -> Invited:
    """Show the invited person what they would join."""
    return await desk.store.read(queries.invitation_by_token, token_hash(token))


@post(
    "/invitations/by-token/{token:str}/accept",
    tags=["Invitations"],
    summary="Join the staff",
    public=True,
)
async def accept(
    request: Asked,
    token: FromPath[str],
    data: JSONBody[Acceptance],
    desk: GivenDesk,
) -> Response[Person]:
    """Join and be signed in. The link is spent."""
    invited = await desk.store.read(queries.invited_address, token_hash(token))
    check_password(data.password, email=invited)
    opening = new_token()
    session = new_session(request, opening)
    password_hash = await desk.passwords.hash(data.password)

    def join(tx: Tx) -> Person:
        return invitations.accept(
            tx,
            token,
            name=data.name,
            password_hash=password_hash,
            locale=data.locale,
            zone=data.zone,
            session=session,
        )

    answer = await once(request, join)
    if REPLAYED_HEADER not in answer.headers:
        answer.cookies.extend(session_cookies(opening, desk))
    return answer
